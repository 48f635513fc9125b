/** Where the window can be: the views, in the order of the rail, and the pages behind them. */
export const VIEWS = ['live', 'calls', 'contacts', 'settings'] as const;
export type View = (typeof VIEWS)[number];
/** A view, or a page that is reached from one or from the menu bar. */
export type Place = View | 'sharedDatabase';
