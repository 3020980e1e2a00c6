import ts from 'typescript';

const helper = '__name';

/**
 * The text of a bundle that keeps names, without the calls of its helper that give a function the name which the language gives it
 * anyway. A call costs 0.4 µs wherever such a function is made, and requests make hundreds. Where a name was changed to tell two
 * apart, and for classes, the call stays. Nothing moves: what is left out leaves blanks, so that source maps fit.
 */
export function withNaturalNames(text) {
  const source = ts.createSourceFile(
    'bundle.js',
    text,
    ts.ScriptTarget.Latest,
    /* setParentNodes */ true,
    ts.ScriptKind.JS,
  );
  const blanks = [];
  const visit = (node) => {
    if (isHelperCall(node) && isNatural(node)) {
      const from = node.getStart(source);
      const [named] = node.arguments;
      // The parentheses stay: without them some places would read otherwise.
      blanks.push([from, from + helper.length], [named.end, node.end - 1]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return blanked(text, blanks);
}

const isHelperCall = (node) =>
  ts.isCallExpression(node) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === helper &&
  node.arguments.length === 2 &&
  ts.isStringLiteralLike(node.arguments[1]);

/** Whether the function has that name without the call. */
function isNatural(call) {
  const [named, { text: name }] = call.arguments;
  // Said of a declared function, after it.
  if (ts.isIdentifier(named)) return named.text === name;
  if (ts.isFunctionExpression(named) && named.name !== undefined) return named.name.text === name;
  if (!ts.isArrowFunction(named) && !ts.isFunctionExpression(named)) return false;
  return nameGivenBy(call.parent, call) === name;
}

/** What the language calls an anonymous function that stands there (ECMAScript, NamedEvaluation). */
function nameGivenBy(parent, value) {
  const binds =
    (ts.isVariableDeclaration(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent)) &&
    parent.initializer === value;
  if (binds) return isPlain(parent.name) ? parent.name.text : null;
  const assigns =
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.right === value &&
    ts.isIdentifier(parent.left);
  return assigns ? parent.left.text : null;
}

const isPlain = (name) => ts.isIdentifier(name) || ts.isStringLiteralLike(name);

function blanked(text, spans) {
  const pieces = [];
  let at = 0;
  for (const [from, to] of spans.toSorted(([one], [other]) => one - other)) {
    pieces.push(text.slice(at, from), ' '.repeat(to - from));
    at = to;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
