// Icons of one kind: lines in a square of 24, in the colour of the text.

const icon = (lines) => `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${lines}</svg>`;

export const CLOSE = icon('<path d="M5.5 5.5l13 13M18.5 5.5l-13 13"/>');
export const PREVIOUS = icon('<path d="M15.5 3.5L7 12l8.5 8.5"/>');
export const NEXT = icon('<path d="M8.5 3.5L17 12l-8.5 8.5"/>');
export const ZOOM = icon('<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.3 15.3l5.2 5.2M7.5 10.5h6"/><path class="in" d="M10.5 7.5v6"/>');
export const DETAILS = icon('<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>');
export const DOWNLOAD = icon('<path d="M12 3.5v12M7 10.5l5 5 5-5M4.5 20h15"/>');
export const FULL_SCREEN = icon('<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>');
export const PLAY = icon('<path d="M8 4.5L19.5 12 8 19.5z"/>');
export const PAUSE = icon('<path d="M8.5 5v14M15.5 5v14"/>');
