const plain = /^[a-z0-9_]*$/;
const unseen = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * What stays of a parameter's name when all is taken away in which two spellings of it can differ: case, compatibility forms
 * (NFKC), and what nobody sees.
 */
export const foldedName = (name: string): string =>
  plain.test(name)
    ? name
    : name.normalize('NFKC').replace(unseen, '').toUpperCase().toLowerCase().normalize('NFKC');
