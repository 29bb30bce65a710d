/** What is said when the page's own parts did not arrive, its messages perhaps among them: in every language at once. */
export const loadingFailed = {
  ja: {
    title: '画面を読み込めませんでした',
    text: '通信状態を確認して、もう一度読み込んでください。',
    reload: '再読み込み',
  },
  en: { title: 'The page could not be loaded', text: 'Check your connection and load it again.', reload: 'Reload' },
} as const;
