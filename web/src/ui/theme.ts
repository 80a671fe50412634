import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#eef2ff', '#dce4fd', '#b9c7f8', '#94a8f2', '#7189ea', '#5370e0', '#3c5ad3', '#2a4bc7', '#213da6', '#1a3186',
];

/** For what cannot be undone; white on its filled shades is read well. */
const red: MantineColorsTuple = [
  '#fff0ef', '#fde0de', '#f9bfbb', '#f49b95', '#ef766e', '#e2554b', '#cf3a30', '#b42318', '#951b12', '#78150e',
];

/** Mantine builds fields and menus of the dark scheme from these. */
const dark: MantineColorsTuple = [
  '#c9ced8', '#b0b7c3', '#8f97a6', '#6b7382', '#3d4450', '#353b47', '#1f232c', '#171a21', '#12151b', '#0d0f14',
];

/**
 * Mantine's defaults miss WCAG AA (4.5:1) in filled buttons, dimmed text and placeholders, as axe-core found;
 * the shades here meet it in both colour schemes.
 */
export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  colors: { brand, dark, red },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, 'Cascadia Mono', Menlo, Consolas, monospace",
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The fields of a row stand at one height only where the explanations follow them.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    Input: { defaultProps: { size: 'sm' } },
    // A menu may hold entries and nothing else (WAI-ARIA); without the placeholder the first entry has the focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { padding: 20, radius: 'lg', yOffset: '5vh', overlayProps: { backgroundOpacity: 0.45 } }, classNames: { title: 'dialogue-title' } },
  },
});

/** Colours beyond Mantine's own. Those of states stand in ui.css, beside the shapes that use them. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1a1f2b',
    '--mantine-color-dimmed': '#59616f',
    '--mantine-color-placeholder': '#68707d',
    '--mantine-color-default-border': '#dde1e8',
    '--mantine-color-default-hover': '#f3f5f9',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#2a4bc7',
    '--page': '#f5f7fa',
    '--surface': '#ffffff',
    '--surface-sunken': '#f8f9fb',
    '--selected': '#e9eefe',
    '--line': '#e4e7ed',
    '--shadow': '0 1px 2px rgb(16 24 40 / 5%), 0 1px 3px rgb(16 24 40 / 6%)',
  },
  dark: {
    '--mantine-color-body': '#171a21',
    '--mantine-color-text': '#e4e7ec',
    '--mantine-color-dimmed': '#a1a8b5',
    '--mantine-color-placeholder': '#8f97a6',
    '--mantine-color-default': '#1f232c',
    '--mantine-color-default-border': '#353b47',
    '--mantine-color-default-hover': '#272c37',
    '--mantine-color-error': '#ff9d92',
    '--mantine-color-anchor': '#a3b5f7',
    '--page': '#101319',
    '--surface': '#171a21',
    '--surface-sunken': '#1b1f27',
    '--selected': '#222c4a',
    '--line': '#292e38',
    '--shadow': '0 1px 2px rgb(0 0 0 / 40%)',
  },
});
