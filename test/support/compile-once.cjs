const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/**
 * jest's Node.js environment, where a worker compiles each module once: for every further test file V8 takes what it made
 * of the same text before. The modules themselves are new in every test file, as ever.
 */
module.exports = TestEnvironment;

/** The text of a module and what V8 made of it, by the file's name. */
const compiled = new Map();

/** What V8 made of this text; null where it was not compiled yet. */
const knownOf = (name, text) => (compiled.get(name)?.text === text ? compiled.get(name).data : null);

/** A module that comes out of a cache has lost its import(): one that uses it is compiled every time. */
const isKept = (text) => !/\bimport\s*\(/.test(text);

const { SourceTextModule, compileFunction } = vm;

vm.SourceTextModule = class extends SourceTextModule {
  constructor(text, options) {
    const cachedData = knownOf(options.identifier, text);
    super(text, cachedData === null ? options : { ...options, cachedData });
    if (cachedData === null && isKept(text))
      compiled.set(options.identifier, { text, data: this.createCachedData() });
  }
};

vm.compileFunction = (text, parameters, options) => {
  const cachedData = knownOf(options.filename, text);
  if (cachedData !== null) return compileFunction(text, parameters, { ...options, cachedData });
  const made = compileFunction(text, parameters, { ...options, produceCachedData: isKept(text) });
  if (isKept(text)) compiled.set(options.filename, { text, data: made.cachedData });
  return made;
};
