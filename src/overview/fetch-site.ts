/**
 * Does the browser say that another site, or another origin of this one, asks? (Fetch Metadata, `Sec-Fetch-Site`: an
 * address that the reader typed is `none`; clients that are no browsers send nothing.)
 */
export const isForeign = (fetchSite: string | string[] | undefined): boolean =>
  fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none';
