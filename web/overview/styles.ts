import { css } from 'lit';
import { commonStyles } from '../shared/common-styles.js';
import { lookOf } from '../shared/look.js';

export const styles = [
  lookOf('overview'),
  commonStyles,
  css`
    .off h3,
    .off time {
      text-decoration: line-through;
      color: var(--_soft);
    }
    [part='details'] span {
      display: block;
    }
    [part='details'] {
      color: var(--_soft);
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
    li .actions {
      margin-top: 0.5rem;
    }
    li .actions .actions {
      margin: 0;
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
    button.danger {
      border-color: var(--_danger);
      background: var(--_danger);
      color: #fff;
    }
  `,
];
