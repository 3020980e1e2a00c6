import { buildWeb } from '../../scripts/build-web.mjs';
import bundleJose from './bundle-jose.mjs';

/** What tests need bundled: jose for jest, and the overview that the server sends. */
export default function bundle() {
  bundleJose();
  buildWeb();
}
