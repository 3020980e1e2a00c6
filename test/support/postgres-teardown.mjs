export default async function tearDown() {
  await globalThis.__postgres?.stop();
  delete globalThis.__postgres;
}
