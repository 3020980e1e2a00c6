import { describe, expect, it } from '@jest/globals';
import { errorCatalogue } from '../../src/common/error-catalogue.js';
import { errorGuide } from '../../src/openapi/error-guide.js';
import { errorsAsMarkdown, errorsAsPage } from '../../src/openapi/error-catalogue-document.js';
import { expectCommitted } from '../support/committed-file.js';

const codes = Object.keys(errorCatalogue);

describe('the documents about errors', () => {
  it('docs/errors.md is what the catalogue and the guide say (npm run docs writes it)', () => {
    expectCommitted('docs/errors.md', errorsAsMarkdown());
  });

  it('docs/errors.md has one section per code, with its status and title, in the order of the catalogue', () => {
    const sections = [...errorsAsMarkdown().matchAll(/^## (\S+)\n\n(\d{3}) · (.+)$/gm)];
    expect(sections.map(([, code, status, title]) => ({ code, status: Number(status), title }))).toEqual(
      Object.entries(errorCatalogue).map(([code, { status, title }]) => ({ code, status, title })),
    );
  });

  it('the page has an anchor for every code, so that every problem type leads somewhere', () => {
    const anchors = [...errorsAsPage().matchAll(/<section id="([^"]+)">/g)].map(([, id]) => id);
    expect(anchors).toEqual(codes);
  });

  it('the guide says what every code means and what to do, and knows no other code', () => {
    expect(Object.keys(errorGuide).sort()).toEqual([...codes].sort());
    for (const { meaning, remedy } of Object.values(errorGuide)) {
      expect(meaning).toMatch(/^.{20,}\.$/s);
      expect(remedy).toMatch(/^.{10,}\.$/s);
    }
  });

  it('every code is lower-case words, and its status is an error', () => {
    for (const [code, { status }] of Object.entries(errorCatalogue)) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
    }
  });
});
