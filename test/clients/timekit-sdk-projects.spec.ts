import { afterAll, describe, expect, test } from '@jest/globals';
import { ProjectResource } from '../../src/projects/project-resource.entity.js';
import { Project } from '../../src/projects/project.entity.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildTenant } from '../builders/tenancy.js';
import { clientOf, refusalOf } from '../support/timekit-client.js';

const { server, tenant } = await openShop();
afterAll(() => server.close());
const timekit = clientOf(server, tenant.secret);
const ann = (await buildResource(server, tenant, { name: 'Ann' })).id;
const bo = (await buildResource(server, tenant, { name: 'Bo', timezone: 'Asia/Kathmandu' })).id;

describe('timekit-sdk: projects', () => {
  const rowOf = (id: string) =>
    server.database.read(({ manager }) => manager.findOneBy(Project, { tenantId: tenant.id, id }));

  /** Ids in the merchant's order. */
  const resourcesOf = async (projectId: string) => {
    const rows = await server.database.read(({ manager }) =>
      manager.find(ProjectResource, { where: { projectId }, order: { position: 'ASC' } }),
    );
    return rows.map(({ resourceId }) => resourceId);
  };

  test('a project is created, read, listed, changed and deleted', async () => {
    const created = await timekit.createProject({
      name: 'Haircut',
      slug: 'haircut',
      description: 'Half an hour',
      resources: [ann],
      availability: { length: '30 minutes', timeslotIncrements: '15 minutes' },
      booking: { graph: 'confirm_decline', what: 'Haircut' },
      availabilityConstraints: [{ allowWeekdays: {} }],
      customerFields: { name: { title: 'Your name', required: true } },
      ui: { displayName: 'Salon' },
      meta: { priceList: 'A' },
    });
    expect(created.status).toBe(201);
    const { id } = created.data;
    expect(await rowOf(id)).toMatchObject({
      slug: 'haircut',
      availability: { length: '30 minutes', timeslot_increments: '15 minutes' },
      booking: { graph: 'confirm_decline', what: 'Haircut' },
      availabilityConstraints: [{ allow_weekdays: {} }],
      customerFields: { name: { title: 'Your name', required: true } },
      ui: { display_name: 'Salon' },
      meta: { price_list: 'A' },
    });
    expect(await resourcesOf(id)).toEqual([ann]);

    expect((await timekit.getProject({ id })).data).toMatchObject({ id, name: 'Haircut', slug: 'haircut' });
    const listed = await timekit.getProjects();
    expect([listed.data.map((project: { id: string }) => project.id), listed.metaData.total]).toEqual([
      [id],
      1,
    ]);

    const changed = await timekit.updateProject({ id, name: 'Long haircut' });
    expect(changed.data).toMatchObject({ id, name: 'Long haircut', slug: 'haircut' });
    expect(await rowOf(id)).toMatchObject({ name: 'Long haircut', booking: { what: 'Haircut' } });
    expect(await resourcesOf(id)).toEqual([ann]);

    expect((await timekit.deleteProject({ id })).status).toBe(204);
    const missing = await refusalOf(timekit.getProject({ id }));
    expect([missing.status, missing.data.model]).toEqual([404, 'Project']);
    expect((await timekit.getProjects()).data).toEqual([]);
  });

  test('resources are added to a project, set as a bare list, shown and removed', async () => {
    const { data: project } = await timekit.createProject({ name: 'Massage', slug: 'massage' });
    const { id } = project;
    expect((await timekit.getProjectResources({ id })).data).toEqual([]);

    await timekit.addProjectResource({ id, resourceId: ann });
    expect(await resourcesOf(id)).toEqual([ann]);

    await timekit.setProjectResources({ id, resources: [bo, ann] });
    expect(await resourcesOf(id)).toEqual([bo, ann]);
    const shown = await timekit.getProjectResources({ id });
    expect(shown.data.map((resource: { id: string; name: string }) => [resource.id, resource.name])).toEqual([
      [bo, 'Bo'],
      [ann, 'Ann'],
    ]);

    await timekit.removeProjectResource({ id, resourceId: bo });
    expect(await resourcesOf(id)).toEqual([ann]);

    await timekit.setProjectResources({ id, resources: [] });
    expect(await resourcesOf(id)).toEqual([]);
  });

  test('a resource of another merchant joins no project', async () => {
    const other = await buildTenant(server);
    const foreign = await buildResource(server, other);
    const { data: project } = await timekit.createProject({
      name: 'Closed',
      slug: 'closed',
      resources: [ann],
    });
    const added = await refusalOf(timekit.addProjectResource({ id: project.id, resourceId: foreign.id }));
    expect([added.status, Object.keys(added.data.errors)]).toEqual([422, ['resource_id']]);
    const set = await refusalOf(
      timekit.setProjectResources({ id: project.id, resources: [ann, foreign.id] }),
    );
    expect([set.status, Object.keys(set.data.errors)]).toEqual([422, ['resources.1']]);
    expect(await resourcesOf(project.id)).toEqual([ann]);
  });

  test('a hosted project is public, with the key and the texts that a page needs', async () => {
    const { data: project } = await timekit.createProject({
      name: 'Hosted',
      slug: 'hosted',
      resources: [bo, ann],
    });
    for (const visitor of [clientOf(server, null), timekit]) {
      const { status, data } = await visitor.getHostedProject({ slug: 'hosted' });
      expect(status).toBe(200);
      expect(data).toMatchObject({
        id: project.id,
        slug: 'hosted',
        app_key: tenant.widgetSecret,
        resources: [bo, ann],
        booking: { graph: 'instant' },
        customer_fields: { name: { required: true }, email: { required: true } },
        ui: { localization: { success_message: expect.any(String), submit_button: expect.any(String) } },
      });
      expect(JSON.stringify(data)).not.toContain(tenant.secret);
    }
    const missing = await refusalOf(clientOf(server, null).getHostedProject({ slug: 'no-such-page' }));
    expect([missing.status, missing.data.model]).toEqual([404, 'Project']);
  });

  test('an embedded project is read with the widget key of its merchant, and with no other', async () => {
    const { data: project } = await timekit.createProject({
      name: 'Embedded',
      slug: 'embedded',
      resources: [ann],
      ui: { localization: { submitButton: 'Reserve' } },
    });
    const page = clientOf(server, tenant.widgetSecret);
    const { data } = await page.getEmbedProject({ id: project.id });
    expect(data).toMatchObject({
      id: project.id,
      app_key: tenant.widgetSecret,
      resources: [ann],
      ui: { localization: { submit_button: 'Reserve', success_message: expect.any(String) } },
    });
    const other = await buildTenant(server);
    const foreign = await refusalOf(clientOf(server, other.widgetSecret).getEmbedProject({ id: project.id }));
    expect([foreign.status, foreign.data.model]).toEqual([404, 'Project']);
    const stranger = await refusalOf(clientOf(server, null).getEmbedProject({ id: project.id }));
    expect([stranger.status, stranger.data.code]).toEqual([401, 'credential_missing']);
  });

  test('a slug stands for one project of a merchant', async () => {
    await timekit.createProject({ name: 'First', slug: 'one-of-a-kind' });
    const refused = await refusalOf(timekit.createProject({ name: 'Second', slug: 'one-of-a-kind' }));
    expect([refused.status, Object.keys(refused.data.errors)]).toEqual([422, ['slug']]);
    const { data } = await timekit.getProjects();
    expect(data.filter(({ slug }: { slug: string }) => slug === 'one-of-a-kind')).toHaveLength(1);
  });
});
