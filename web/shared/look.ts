import { css, unsafeCSS, type CSSResult } from 'lit';

/**
 * Colours, corners and font of an element. Light by default; dark where the system or the attribute `theme` says so. Each can be
 * set from outside by a custom property that begins with `--NAME-`.
 */
export const lookOf = (name: 'overview' | 'search'): CSSResult => {
  const own = unsafeCSS(`--${name}`);
  return css`
    :host {
      --_text: var(${own}-text, #1b1f24);
      --_ground: var(${own}-ground, #fff);
      --_soft: var(${own}-soft, #57606a);
      --_line: var(${own}-line, #d0d7de);
      --_accent: var(${own}-accent, #0a5c43);
      --_on-accent: var(${own}-on-accent, #fff);
      --_danger: var(${own}-danger, #b42318);
      --_radius: var(${own}-radius, 0.375rem);
      display: block;
      color-scheme: light;
      background: var(--_ground);
      color: var(--_text);
      font: var(${own}-font, 1rem/1.5 system-ui, sans-serif);
      overflow-wrap: anywhere;
    }
    :host([hidden]) {
      display: none;
    }
    :host([theme='dark']) {
      --_text: var(${own}-text, #e6edf3);
      --_ground: var(${own}-ground, #11161c);
      --_soft: var(${own}-soft, #9aa7b4);
      --_line: var(${own}-line, #30363d);
      color-scheme: dark;
    }
    @media (prefers-color-scheme: dark) {
      :host(:not([theme='light'])) {
        --_text: var(${own}-text, #e6edf3);
        --_ground: var(${own}-ground, #11161c);
        --_soft: var(${own}-soft, #9aa7b4);
        --_line: var(${own}-line, #30363d);
        color-scheme: dark;
      }
    }
  `;
};
