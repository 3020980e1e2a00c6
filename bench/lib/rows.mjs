/**
 * One line of the table. `target` is `{ most }`, `{ least }` or null where the figure is for information.
 *
 * @typedef {{ group: string, name: string, figure: number | null, unit: string, target: { most?: number, least?: number } | null,
 *   passed: boolean | null, remark: string }} Row
 */

/** @returns {Row} */
export function row(group, name, figure, unit, { target = null, remark = '' } = {}) {
  const passed =
    target === null || figure === null
      ? null
      : figure <= (target.most ?? Infinity) && figure >= (target.least ?? -Infinity);
  return { group, name, figure, unit, target, passed, remark };
}
