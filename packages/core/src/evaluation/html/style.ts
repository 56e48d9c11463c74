/** The page's style: system fonts, light and dark by the reader's setting, one column on a phone. */
export const style = `
:root { color-scheme: light dark; --ground: #fbfbfa; --panel: #fff; --ink: #1d1f21; --soft: #62676d; --rule: #dfe1e3; --track: #eceeef; --run-0: #2563a8; --run-1: #c2570c; --right: #1f7a4d; --wrong: #b3372f; }
@media (prefers-color-scheme: dark) { :root { --ground: #141618; --panel: #1c1f22; --ink: #e7e9ea; --soft: #9aa1a8; --rule: #31363b; --track: #2a2e32; --run-0: #6ba6e8; --run-1: #f0934a; --right: #5cc08d; --wrong: #ee7f76; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 40px 0 12px; }
h3 { font-size: 1rem; margin: 24px 0 8px; color: var(--soft); font-weight: 600; }
p { margin: 0 0 12px; max-width: 70ch; }
.soft, small, caption, figcaption { color: var(--soft); }
small { display: block; font-size: .8rem; line-height: 1.35; font-weight: 400; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption, figcaption { text-align: left; padding: 0 0 8px; }
.figures th, .figures td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
.figures th:first-child { text-align: left; }
.figures thead th { font-weight: 600; color: var(--soft); font-size: .85rem; }
.figures .run { text-align: left; font-weight: 400; color: var(--soft); }
.figures .best { font-weight: 700; }
.totals { display: flex; flex-wrap: wrap; gap: 12px; margin: 0 0 16px; }
.total { background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; padding: 10px 18px; min-width: 140px; }
.total b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 20px; }
.chart { margin: 0; background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; padding: 14px; }
.chart svg { display: block; width: 100%; height: auto; }
.grid { stroke: var(--rule); stroke-width: 1; }
.tick { fill: var(--soft); font: 12px system-ui, sans-serif; }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
.line.run-0 { stroke: var(--run-0); } .line.run-1 { stroke: var(--run-1); stroke-dasharray: 7 5; }
.fill.run-0, .swatch.run-0 { background: var(--run-0); } .fill.run-1, .swatch.run-1 { background: var(--run-1); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 0 0 12px; padding: 0; }
.swatch { display: inline-block; width: 14px; height: 14px; border-radius: 4px; margin-right: 8px; vertical-align: -2px; }
.bars th { text-align: left; font-weight: 500; padding: 5px 16px 5px 0; vertical-align: top; width: 34%; overflow-wrap: anywhere; }
.bars td { padding: 5px 0; }
.bar { display: flex; align-items: center; gap: 10px; height: 22px; }
.track { flex: 1; height: 10px; border-radius: 5px; background: var(--track); overflow: hidden; }
.fill { display: block; height: 100%; border-radius: 5px; }
.value { width: 3.2em; text-align: right; font-size: .9rem; }
.case { display: flex; align-items: flex-start; gap: 10px; padding: 12px 0; border-bottom: 1px solid var(--rule); }
.arrow { color: var(--soft); padding-top: 32px; }
.found { display: flex; flex-wrap: wrap; gap: 12px; }
.card { width: 96px; font-size: .8rem; line-height: 1.3; overflow-wrap: anywhere; flex: none; }
.card b { font-weight: 600; display: block; }
.picture { display: flex; align-items: center; justify-content: center; width: 96px; height: 96px; border-radius: 8px; border: 2px solid var(--rule); overflow: hidden; background: var(--track); margin-bottom: 4px; }
.picture img { width: 100%; height: 100%; object-fit: contain; display: block; }
.right .picture { border-color: var(--right); } .right b { color: var(--right); }
.wrong .picture { border-color: var(--wrong); } .wrong b { color: var(--wrong); }
footer { margin-top: 48px; color: var(--soft); font-size: .85rem; }
@media (max-width: 560px) { main { padding: 20px 14px 40px; } .card, .picture { width: 78px; } .picture { height: 78px; } .card { font-size: .72rem; } .figures { font-size: .82rem; } .figures th, .figures td { padding-right: 8px; } .figures th:first-child { white-space: normal; } .figures .run { white-space: normal; overflow-wrap: anywhere; } .arrow { display: none; } .bars th { width: 40%; padding-right: 10px; } }
`.trim();
