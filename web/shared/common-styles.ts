import { css } from 'lit';

/** Text, lists, buttons, fields, messages: the same in every element. */
export const commonStyles = css`
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
