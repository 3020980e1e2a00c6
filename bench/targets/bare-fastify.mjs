import fastify from 'fastify';
import { answerQuestions } from '../lib/processes.mjs';

/** The least a Fastify server can do: one route that sends a text made beforehand. */
async function start({ body, path = '/v2/me' }) {
  const server = fastify({ logger: false });
  server.get(path, (_request, reply) => {
    reply.header('Content-Type', 'application/json; charset=utf-8').send(body);
  });
  return { url: await server.listen({ host: '127.0.0.1', port: 0 }) };
}

answerQuestions({ start });
