import { buildWeb } from '../../scripts/build-web.mjs';
import bundlePackages from './bundle-packages.mjs';

/** What tests need bundled: the packages for jest, and the overview that the server sends. */
export default async function bundle() {
  await bundlePackages();
  buildWeb();
}
