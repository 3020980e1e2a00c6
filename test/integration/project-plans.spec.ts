import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { readPage, type PageRequest } from '../../src/common/page.js';
import type { WriteTransaction } from '../../src/database/access.js';
import { findOldestOfSlug } from '../../src/projects/oldest-of-slug.js';
import { projectOrder, type ProjectOrderField } from '../../src/projects/project-list.js';
import { ProjectResourcesRepository } from '../../src/projects/project-resources.repository.js';
import { ProjectsRepository } from '../../src/projects/projects.repository.js';
import { resourceOrder, type ResourceOrderField } from '../../src/resources/resource-list.js';
import { ResourcesRepository } from '../../src/resources/resources.repository.js';
import { experienceOrder } from '../../src/search/experiences/experience-list.js';
import { ExperiencesRepository } from '../../src/search/experiences/experiences.repository.js';
import { plansOf, walksATable } from '../support/plans-of.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const tenantId = newId();
const id = newId();
const resources = new ResourcesRepository();
const projects = new ProjectsRepository();
const members = new ProjectResourcesRepository();
const experiences = new ExperiencesRepository();

const list = { name: 'n', tenantId, filters: [] };
const resourcePage = (orderBy: ResourceOrderField): PageRequest<ResourceOrderField> => ({
  ...readPage({ limit: 20, page: 1, count: 'false', orderBy }, resourceOrder, list),
  after: { value: orderBy === 'name' ? 'x' : 1, id },
});
const projectPage = (orderBy: ProjectOrderField): PageRequest<ProjectOrderField> => ({
  ...readPage({ limit: 20, page: 1, count: 'false', orderBy }, projectOrder, list),
  after: { value: orderBy === 'created_at' ? 1 : 'x', id },
});

const experiencePage = {
  ...readPage({ limit: 20, page: 1, count: 'true' }, experienceOrder, list),
  after: { value: 'x', id },
};

const planOf = (work: (transaction: WriteTransaction) => Promise<unknown>) => plansOf(server, work);

describe('what is asked of resources and projects', () => {
  it.each<[string, (transaction: WriteTransaction) => Promise<unknown>]>([
    [
      'a page of resources',
      (t) => resources.list(t, tenantId, { name: null, email: null }, resourcePage('created_at')),
    ],
    ['a page by name', (t) => resources.list(t, tenantId, { name: null, email: null }, resourcePage('name'))],
    [
      'a search by name',
      (t) => resources.list(t, tenantId, { name: 'Ann', email: null }, resourcePage('created_at')),
    ],
    [
      'a search by e-mail',
      (t) => resources.list(t, tenantId, { name: null, email: 'a@x' }, resourcePage('created_at')),
    ],
    ['the resource of an e-mail', (t) => resources.findByEmail(t, tenantId, 'a@x')],
    ['resources to book', (t) => resources.findLocked(t, tenantId, [id, newId()])],
    [
      'a page of projects',
      (t) => projects.list(t, tenantId, { slug: null, name: null }, projectPage('created_at')),
    ],
    ['projects by name', (t) => projects.list(t, tenantId, { slug: null, name: null }, projectPage('name'))],
    ['projects by slug', (t) => projects.list(t, tenantId, { slug: null, name: null }, projectPage('slug'))],
    [
      'a search by slug',
      (t) => projects.list(t, tenantId, { slug: 'a', name: null }, projectPage('created_at')),
    ],
    [
      'a search of projects by name',
      (t) => projects.list(t, tenantId, { slug: null, name: 'a' }, projectPage('created_at')),
    ],
    ['slugs that begin so', (t) => projects.findSlugsFrom(t, tenantId, 'a', 10)],
    ['the project of a tenant’s slug', (t) => projects.findBySlug(t, tenantId, 'a')],
    ['whose project a bare slug is', (t) => findOldestOfSlug(t, 'a')],
    ['the resources of projects', (t) => members.findIds(t, tenantId, [id, newId()])],
    ['the oldest project of each resource', (t) => members.findOldestProjectIds(t, tenantId, [id, newId()])],
    ['a page of experiences', (t) => experiences.list(t, tenantId, experiencePage)],
    ['an experience by its key', (t) => experiences.findByKey(t, tenantId, 'Mine')],
    ['the projects of a resource', (t) => members.removeFromAll(t, tenantId, id)],
  ])('%s is read off an index', async (_, work) => {
    const plan = await planOf(work);
    expect(plan.length).toBeGreaterThan(0);
    expect(plan.join('\n')).not.toMatch(walksATable);
    expect(plan.join('\n')).toMatch(/index/i);
  });

  it('a bare slug needs no sorting, however many tenants have it', async () => {
    const plan = await planOf((t) => findOldestOfSlug(t, 'a'));
    expect(plan.join('\n')).not.toMatch(/TEMP B-TREE|Sort/);
  });
});
