import { css } from 'lit';
import { commonStyles } from '../shared/common-styles.js';
import { lookOf } from '../shared/look.js';

export const styles = [
  lookOf('search'),
  commonStyles,
  css`
    .box {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
      margin: 0.25rem 0 0.75rem;
    }
    .box input {
      flex: 1 1 12rem;
      min-height: 2.75rem;
    }
    [part='title'] {
      font-size: 1rem;
      margin: 0;
    }
    li h3 {
      font-size: 0.9375rem;
      font-weight: 600;
      margin: 0.75rem 0 0.375rem;
    }
    li .actions {
      margin-top: 0.25rem;
    }
    [part='times'] > p {
      margin: 0.75rem 0 0;
    }
    [part='field'] {
      margin: 0 0 0.75rem;
    }
    .tick {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 0 0.5rem;
      align-items: center;
    }
    .tick input {
      width: 1.5rem;
      height: 1.5rem;
    }
    .fault {
      margin: 0.25rem 0 0;
      border-left: 0.25rem solid var(--_danger);
      padding-left: 0.5rem;
    }
    form > .fault {
      margin: 0 0 0.75rem;
    }
    select {
      display: block;
      width: 100%;
      min-height: 2.75rem;
      padding: 0.5rem;
      border: 1px solid var(--_soft);
      border-radius: var(--_radius);
      background: var(--_ground);
      color: inherit;
      font: inherit;
    }
    dl {
      margin: 0 0 1rem;
    }
    dt {
      color: var(--_soft);
    }
    dd {
      margin: 0 0 0.5rem;
    }
    h2:focus {
      outline: none;
    }
  `,
];
