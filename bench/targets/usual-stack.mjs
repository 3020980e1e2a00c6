import { compileBaseline } from '../lib/baselines.mjs';
import { answerQuestions } from '../lib/processes.mjs';

async function start(facts) {
  const { startUsualStack } = await import(compileBaseline('usual-stack').href);
  return startUsualStack(facts);
}

answerQuestions({ start });
