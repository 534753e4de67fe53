/** The player's keys, in one table: what is pressed, and what it does. */

const IN_FIELDS = "input, textarea, select, [contenteditable]";

/**
 * Have keys pressed on the page call the player's commands.
 *
 * Keys in a field or an open dialog are that one's; space on a button presses the button.
 *
 * @param {Record<string, (event: KeyboardEvent) => void>} commands by key (`KeyboardEvent.key`, lower case)
 */
export function listen(commands) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest(IN_FIELDS) || document.querySelector("dialog[open]")) return;
    if ([" ", "Enter"].includes(event.key) && event.target.closest("button, a, summary")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const command = /^\d$/.test(key) ? commands.digit : commands[key];
    if (!command) return;
    event.preventDefault();
    command(event);
  });
}
