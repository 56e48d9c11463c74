/** The style of the docs page: one column, light or dark as the reader's system is. */
export const pageStyle = `
:root { color-scheme: light dark; --line: light-dark(#d8dce2, #343a44); --soft: light-dark(#f4f6f8, #1d222a);
  --text: light-dark(#16191d, #e6e9ed); --muted: light-dark(#565e69, #a2abb7); --link: light-dark(#0b57c4, #8ab8ff);
  --page: light-dark(#ffffff, #13161b); }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--link); }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; }
header, main { max-width: 68rem; margin: 0 auto; padding: 1.25rem; }
header { padding-bottom: 0; }
h1 { margin: 0; font-size: 1.75rem; }
h2 { margin: 2.5rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { margin: 0 0 .5rem; font-size: 1.1rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4 { margin: 1.25rem 0 .4rem; font-size: .95rem; }
p { margin: .4rem 0; }
nav ul { list-style: none; margin: .25rem 0 1rem; padding: 0; display: grid; gap: .1rem .75rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
nav a { display: block; padding: .2rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav h2 { margin: 1rem 0 0; border: 0; font-size: 1rem; }
.operation, .schema { margin: 1.25rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; }
.operation:target, .schema:target { border-color: var(--link); }
.method { display: inline-block; min-width: 3.6em; padding: 0 .4em; border-radius: .25rem; color: #fff;
  font: 600 .8em/1.7 ui-monospace, monospace; text-align: center; background: #3c5f9c; }
.post { background: #1c6b3f; } .patch { background: #80520a; } .delete { background: #a32a2a; }
.scope, small, .content { color: var(--muted); }
.content { display: block; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th, td { padding: .4rem .6rem .4rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border: 0; color: var(--muted); font-weight: 500; }
tbody th { font-weight: 400; }
dl { margin: 0; font-size: .92rem; }
dl div { display: grid; grid-template-columns: 4.5rem 1fr; padding: .35rem 0; border-top: 1px solid var(--line); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  header, main { padding: 1rem; }
  thead { display: none; }
  tr { display: block; padding: .4rem 0; border-top: 1px solid var(--line); }
  th, td { display: block; padding: .05rem 0; border: 0; }
}
`;
