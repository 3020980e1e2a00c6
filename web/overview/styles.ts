import { css } from 'lit';

/** Light by default; dark where the system or the attribute `theme` says so. Every colour can be set from outside. */
export const styles = css`
  :host {
    --_text: var(--overview-text, #1b1f24);
    --_ground: var(--overview-ground, #fff);
    --_soft: var(--overview-soft, #57606a);
    --_line: var(--overview-line, #d0d7de);
    --_accent: var(--overview-accent, #0a5c43);
    --_on-accent: var(--overview-on-accent, #fff);
    --_danger: var(--overview-danger, #b42318);
    --_radius: var(--overview-radius, 0.375rem);
    display: block;
    color-scheme: light;
    background: var(--_ground);
    color: var(--_text);
    font: var(--overview-font, 1rem/1.5 system-ui, sans-serif);
    overflow-wrap: anywhere;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='dark']) {
    --_text: var(--overview-text, #e6edf3);
    --_ground: var(--overview-ground, #11161c);
    --_soft: var(--overview-soft, #9aa7b4);
    --_line: var(--overview-line, #30363d);
    color-scheme: dark;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      --_text: var(--overview-text, #e6edf3);
      --_ground: var(--overview-ground, #11161c);
      --_soft: var(--overview-soft, #9aa7b4);
      --_line: var(--overview-line, #30363d);
      color-scheme: dark;
    }
  }
  * {
    box-sizing: border-box;
  }
  h2,
  h3,
  p {
    margin: 0 0 0.5rem;
  }
  h2 {
    font-size: 1.125rem;
    line-height: 1.3;
  }
  h3 {
    font-size: 1rem;
    margin: 0;
  }
  ul {
    list-style: none;
    margin: 0 0 1rem;
    padding: 0;
  }
  li {
    border-top: 1px solid var(--_line);
    padding: 0.875rem 0;
  }
  li p {
    margin: 0 0 0.25rem;
  }
  .off h3,
  .off time {
    text-decoration: line-through;
    color: var(--_soft);
  }
  [part='details'] span {
    display: block;
  }
  [part='details'],
  .soft {
    color: var(--_soft);
  }
  [part='state'] {
    display: inline-block;
    border: 1px solid var(--_line);
    border-radius: 1rem;
    padding: 0 0.625rem;
    font-size: 0.875rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    align-items: center;
  }
  li .actions {
    margin-top: 0.5rem;
  }
  li .actions .actions {
    margin: 0;
  }
  button,
  .button {
    display: inline-block;
    min-height: 2.75rem;
    padding: 0.5rem 1rem;
    border: 1px solid var(--_text);
    border-radius: var(--_radius);
    background: transparent;
    color: inherit;
    font: inherit;
    text-decoration: none;
    cursor: pointer;
  }
  button.main {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.danger {
    border-color: var(--_danger);
    background: var(--_danger);
    color: #fff;
  }
  button[disabled] {
    opacity: 0.6;
    cursor: default;
  }
  .plain {
    display: inline-block;
    padding: 0.5rem 0;
    color: inherit;
  }
  :focus-visible {
    outline: 3px solid var(--_text);
    outline-offset: 2px;
    border-radius: 2px;
  }
  .notice {
    border-left: 0.25rem solid var(--_accent);
    padding: 0.25rem 0.75rem;
    margin: 0 0 1rem;
  }
  li .notice {
    margin: 0.5rem 0;
  }
  details {
    border-top: 1px solid var(--_line);
    padding: 0.75rem 0;
  }
  summary {
    cursor: pointer;
    min-height: 2.75rem;
    padding: 0.5rem 0;
  }
  summary h2 {
    display: inline;
  }
  input,
  textarea {
    display: block;
    width: 100%;
    min-width: 0;
    padding: 0.5rem;
    border: 1px solid var(--_soft);
    border-radius: var(--_radius);
    background: var(--_ground);
    color: inherit;
    font: inherit;
  }
  dialog {
    width: min(30rem, calc(100vw - 1.5rem));
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: 1.25rem;
    background: var(--_ground);
    color: var(--_text);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 55%);
  }
  dialog h2:focus {
    outline: none;
  }
  dialog .actions {
    margin-top: 1rem;
  }
  .fault:empty {
    display: none;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .skeleton i {
    display: block;
    height: 5.5rem;
    margin: 0 0 0.75rem;
    border-radius: var(--_radius);
    background: var(--_line);
    opacity: 0.6;
  }
  @media (prefers-reduced-motion: no-preference) {
    .skeleton i {
      animation: breathe 1.4s ease-in-out infinite alternate;
    }
  }
  @keyframes breathe {
    to {
      opacity: 0.25;
    }
  }
`;
