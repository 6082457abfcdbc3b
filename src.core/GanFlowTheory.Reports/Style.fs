namespace GanFlowTheory.Core

/// The look of the page. Blue is what the particles did, ink is what the theory says, grey is the target; the three
/// differ in lightness too, so they stay apart without colour. Lines have a contrast of 3 : 1 to the paper, the faint
/// ones of the past too.
module internal Style =

    /// The style sheet, free of characters that markup would escape.
    let sheet =
        """
:root { color-scheme: light dark;
  --paper: #fdfdfb; --raised: #f5f5f1; --ink: #1f2328; --soft: #565d66; --rule: #d9d9d2; --grid: #e9e9e3;
  --accent: #0067a8; --target: #8b9097; --target-opacity: 0.45; --past: 0.68;
  --good: #00694f; --wait: #8a5a00; --bad: #b3401a; --violet: #6d3fc0; --rose: #b0246b; --teal: #0e7490;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", "URW Palladio L", "TeX Gyre Pagella",
  Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", Arial,
  sans-serif; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #15181c; --raised: #1d2126; --ink: #e4e6e8; --soft: #a3abb4; --rule: #363c44; --grid: #262b31;
  --accent: #62b5ec; --target: #8b939d; --target-opacity: 0.6; --past: 0.55;
  --good: #5cc9a7; --wait: #e3b04b; --bad: #f0875c; --violet: #b79cff; --rose: #f48fb1; --teal: #5fd0df; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 var(--serif); }
.page { max-width: 60rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
h1, h2, h3, p, figure, ul, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 2.1rem; line-height: 1.18; font-weight: 600; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; line-height: 1.3; font-weight: 600; margin: 3rem 0 0.9rem; padding-top: 0.9rem;
  border-top: 1px solid var(--rule); }
h3 { font: 600 0.85rem/1.4 var(--sans); color: var(--soft); margin-bottom: 0.4rem; }
.subtitle { color: var(--soft); font-size: 1.15rem; font-style: italic; margin-top: 0.5rem; max-width: 46rem;
  overflow-wrap: anywhere; }
.outcome { display: flex; flex-wrap: wrap; gap: 0.3rem 0.9rem; align-items: baseline; margin-top: 1.6rem;
  padding: 0.7rem 1rem; background: var(--raised);
  border-left: 4px solid var(--status); overflow-wrap: anywhere; }
.outcome strong { font: 600 0.85rem/1.5 var(--sans); color: var(--status); }
.outcome span { flex: 1 1 14rem; }
.succeeded { --status: var(--good); } .stopped { --status: var(--wait); } .failed { --status: var(--bad); }
.warnings { list-style: none; margin-top: 0.8rem; }
.warnings li { padding: 0.5rem 1rem; margin-top: 0.4rem; border-left: 4px solid var(--wait);
  background: var(--raised); overflow-wrap: anywhere; }
.warnings strong { font: 600 0.85rem/1.5 var(--sans); color: var(--wait); margin-right: 0.6rem; }
.tiles { display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: 1.1rem 1.4rem;
  margin-top: 1.9rem; }
.tiles div { display: flex; flex-direction: column-reverse; justify-content: flex-end;
  border-top: 2px solid var(--ink); padding-top: 0.45rem; min-width: 0; }
.tiles dd { font-size: 1.42rem; line-height: 1.25; font-variant-numeric: lining-nums tabular-nums;
  overflow-wrap: anywhere; }
.tiles dt { font: 0.82rem/1.4 var(--sans); color: var(--soft); margin-top: 0.15rem; overflow-wrap: anywhere; }
figure { margin: 0 0 1.6rem; } p + figure { margin-top: 1rem; }
figcaption { font: 0.86rem/1.5 var(--sans); color: var(--soft); margin-top: 0.35rem; max-width: 52rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; font: 0.86rem/1.5 var(--sans);
  color: var(--ink); margin-bottom: 0.5rem; }
.legend li { display: flex; align-items: center; gap: 0.5rem; }
.key { display: inline-block; flex: none; width: 1.5rem; height: 0; border-top: 2px solid var(--ink); }
.key.dot, .key.open { width: 0.62rem; height: 0.62rem; border-radius: 50%; border: 2px solid var(--accent);
  background: var(--accent); }
.key.open { background: transparent; }
.key.target { border-color: var(--target); background: var(--target); }
.empty { color: var(--soft); font-style: italic; margin-bottom: 1rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem 1.4rem; }
.image-grids { display: flex; flex-wrap: wrap; gap: 1.4rem 2.2rem; }
.grid-of-images { flex: 0 1 24rem; min-width: 0; width: 100%; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg.narrow { display: none; }
svg text { font-family: var(--sans); fill: var(--ink); font-variant-numeric: tabular-nums; }
.label { font-size: 11px; } svg .label { fill: var(--soft); }
.name { font-size: 11.5px; } .panel-title { font-size: 13.5px; font-weight: 600; }
.grid { stroke: var(--grid); stroke-width: 1; } .axis, .tick { stroke: var(--soft); stroke-width: 1; }
.zero { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 4 3; }
.rug { stroke: var(--accent); stroke-width: 1.2; }
g.dial { fill: none; stroke: var(--soft); stroke-width: 1.4; } .hand { stroke: var(--accent); stroke-width: 2.4;
  stroke-linecap: round; }
path.observed, path.predicted, path.violation { fill: none; stroke-linejoin: round; stroke-linecap: round; }
path.observed { stroke: var(--accent); stroke-width: 2; } path.predicted { stroke: var(--ink); stroke-width: 1.3; }
path.violation { stroke: var(--bad); stroke-width: 2.4; } path.violation.band { stroke-width: 7; stroke-linecap: butt; }
.key.violation { border-color: var(--bad); }
path.observed.way { stroke-width: 0.7; stroke-opacity: 0.45; }
path.orbit { fill: none; stroke-linejoin: round; stroke-linecap: round; }
path.orbit.exact { stroke-width: 1.1; stroke-dasharray: 5 4; stroke-linecap: butt; }
path.orbit.over { stroke: var(--ink); stroke-dasharray: 2 5; stroke-width: 1.4; }
.orbit-0 { --orbit: var(--accent); stroke-width: 3; } .orbit-1 { --orbit: var(--bad); stroke-width: 2.7; }
.orbit-2 { --orbit: var(--good); stroke-width: 2.4; } .orbit-3 { --orbit: var(--violet); stroke-width: 2.1; }
.orbit-4 { --orbit: var(--wait); stroke-width: 1.8; } .orbit-5 { --orbit: var(--rose); stroke-width: 1.5; }
.orbit-6 { --orbit: var(--teal); stroke-width: 1.3; } .orbit-7 { --orbit: var(--soft); stroke-width: 1.1; }
path.orbit { stroke: var(--orbit); } g.orbit { fill: var(--orbit); } .key.orbit { border-color: var(--orbit); }
.key.exact { border-top-style: dashed; border-color: var(--ink); }
svg.portrait.wide { max-width: 38rem; } svg.portrait.narrow { max-width: 26rem; }
path.observed.past { stroke-opacity: var(--past); stroke-width: 1; }
.key.observed { border-color: var(--accent); } .key.past { opacity: var(--past); border-top-width: 1px; }
g.observed { fill: var(--accent); } g.observed.open { fill: none; stroke: var(--accent); stroke-width: 1.3; }
  g.predicted { fill: var(--ink); }
g.particles { fill: var(--accent); fill-opacity: 0.6; } g.target { fill: var(--target);
  fill-opacity: var(--target-opacity); }
path.particles.area { fill: var(--accent); fill-opacity: 0.2; } path.target.area { fill: var(--target);
  fill-opacity: 0.4; }
path.particles.outline { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-linejoin: round; }
.ink { fill: var(--ink); shape-rendering: crispEdges; } .image { fill: none; stroke: var(--rule); stroke-width: 0.6; }
details { margin: 0.4rem 0 1rem; font: 0.9rem/1.5 var(--sans); }
summary { cursor: pointer; color: var(--accent); padding: 0.3rem 0; width: fit-content; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font: 0.88rem/1.45 var(--sans); font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding: 0.2rem 0 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.32rem 1.4rem 0.32rem 0;
  border-bottom: 1px solid var(--rule); font-weight: 400; }
details th, details td { white-space: nowrap; }
thead th { font-weight: 600; border-bottom: 1px solid var(--soft); }
.settings tbody th { color: var(--soft); width: 14rem; } .settings td { overflow-wrap: anywhere; }
footer { margin-top: 3rem; padding-top: 0.9rem; border-top: 1px solid var(--rule); font: 0.82rem/1.5 var(--sans);
  color: var(--soft); }
@media (max-width: 40rem) {
  .page { padding: 1.6rem 1rem 3rem; } h1 { font-size: 1.6rem; } .subtitle { font-size: 1.05rem; }
  h2 { margin-top: 2.2rem; }
  svg.wide { display: none; } svg.narrow { display: block; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.9rem 1.1rem; } .tiles dd { font-size: 1.2rem; }
  .settings tbody th { width: 8rem; } }
@media print { .page { max-width: none; padding: 0; } figure, .tiles div { break-inside: avoid; }
  summary { display: none; } }
"""
