import { randomUUID } from 'node:crypto';
import { built } from './built.mjs';

const firstNames =
  'Ann Bob Carl Dora Emil Frida Gustav Hanna Ivan Julia Karl Lena Maria Nils Otto Paula Quentin Rosa Søren Tina Ulla Vera Willi Xaver Yara Zoë'.split(
    ' ',
  );
const skills = ['massage', 'nails', 'colour', 'beard', 'kids', 'bridal'];
const syllables =
  'ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu'.split(
    ' ',
  );
const rowsPerStatement = 500;

/**
 * Fills a tenant with `count` resources, and as many again are shared by `others` tenants, half of them before and half
 * after. All are barbers by a tag and experienced by their description; one of six has each skill. The words are the same
 * every time.
 */
export async function fillWithResources({ database, tenantId, count, others }) {
  const { indexAll } = await built('database/full-text/index-all');
  const word = pseudoWords(7);
  const resourceOf = (tenant, n) => {
    const sixteen = n.toString(16).padStart(12, '0');
    const description = `Experienced with ${word()} and ${word()}, speaks ${word()}, at home in ${word()} ${word()}`;
    const name = `${firstNames[n % firstNames.length]} ${capital(word())}`;
    return [
      ...[tenant, `01900000-0000-7000-8000-${sixteen}`, name, JSON.stringify(['barber', skills[n % 6]])],
      description,
    ];
  };
  const neighbours = Array.from({ length: others }, () => randomUUID());
  const each = others === 0 ? 0 : Math.ceil(count / others);
  await database.write(async (transaction) => {
    const { manager } = transaction;
    const place = database.dialect === 'postgres' ? (index) => `$${index}` : () => '?';
    const insert = async (table, columns, constants, rows) => {
      for (let at = 0; at < rows.length; at += rowsPerStatement) {
        const parameters = [];
        const tuples = rows
          .slice(at, at + rowsPerStatement)
          .map((row) => `(${row.map((value) => place(parameters.push(value))).join(', ')}, ${constants})`);
        await manager.query(`INSERT INTO ${table} (${columns}) VALUES ${tuples.join(', ')}`, parameters);
      }
    };
    const tenants = neighbours.map((id) => [id, `neighbour-${id}`]);
    await insert('tenants', 'id, slug, name, mode, timezone, settings, created_at, updated_at', `'N', 'live', 'UTC', '{}', 1, 1`, tenants); // prettier-ignore
    const owners = neighbours.flatMap((id) => Array(each).fill(id));
    const half = owners.length >> 1;
    const rows = [...owners.slice(0, half), ...Array(count).fill(tenantId), ...owners.slice(half)].map(
      resourceOf,
    );
    await insert(
      'resources',
      'tenant_id, id, name, tags, description, timezone, meta, availability_constraints, policies, created_at, updated_at',
      `'UTC', '{}', '[]', '{}', 1, 1`,
      rows,
    );
    await indexAll(transaction);
  });
  if (database.dialect === 'postgres')
    for (const table of ['resources', 'search_documents'])
      await database.writer.query(`VACUUM ANALYZE ${table}`);
}

/** Words of three syllables, always the same ones in the same order. */
export function pseudoWords(seed) {
  let state = seed;
  const below = (most) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * most);
  };
  const syllable = () => syllables[below(syllables.length)];
  return () => syllable() + syllable() + syllable();
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);
