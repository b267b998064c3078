/** The page of a record as an Eta template (https://eta.js.org); `<%= %>` escapes. No script, no outside asset. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><%= it.title %>: <%= it.verdict %></title>
<style>
:root { --ground: #ffffff; --ink: #1c2330; --soft: #5c6675; --line: #d9dee6; --tint: #f4f6f9; --passed: #17713a; --failed: #b3261e; --inconclusive: #8a5a00; --skipped: #5c6675; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #12161d; --ink: #e6eaf0; --soft: #9aa5b4; --line: #2d3541; --tint: #1a202a; --passed: #5fce8a; --failed: #ff8a80; --inconclusive: #f0bd5e; --skipped: #9aa5b4; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
header { border-bottom: 2px solid var(--line); padding-bottom: 1.25rem; margin-bottom: 1.5rem; }
.product { color: var(--soft); font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .35rem 0 .75rem; }
h2 { font-size: 1.05rem; margin: 2.25rem 0 .6rem; }
p { margin: .4rem 0 .8rem; max-width: 46rem; }
.summary { font-size: 1.05rem; }
.verdict { font-weight: 650; white-space: nowrap; }
.passed { color: var(--passed); } .failed { color: var(--failed); } .inconclusive { color: var(--inconclusive); } .skipped { color: var(--skipped); }
.badge { display: inline-block; border: 2px solid currentColor; border-radius: 999px; padding: .1rem .9rem; font-size: 1rem; vertical-align: middle; }
.scroll { overflow-x: auto; }
.scroll svg { min-width: 38rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { text-align: left; vertical-align: top; padding: .38rem .75rem .38rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
.wide { min-width: 46rem; } .wide td:first-child { min-width: 9rem; } .wide td:nth-child(2) { white-space: nowrap; }
.facts th { width: 12rem; color: var(--soft); font-weight: 500; overflow-wrap: normal; }
svg { display: block; width: 100%; height: auto; background: var(--tint); border-radius: 6px; }
svg text { fill: var(--soft); font-size: 11px; font-family: inherit; }
svg .grid { stroke: var(--line); } svg .curve { fill: none; stroke: var(--ink); stroke-width: 2; } svg circle { fill: var(--ink); }
svg .objective { stroke: var(--failed); stroke-dasharray: 5 4; }
.review td { height: 2.6rem; } .review th { width: 12rem; color: var(--soft); font-weight: 500; vertical-align: bottom; } .review td { border-bottom: 1px solid var(--ink); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 2px solid var(--line); color: var(--soft); font-size: .82rem; }
@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; } h1 { font-size: 1.4rem; }
  .facts th, .review th { width: 7rem; }
}
@media print {
  :root { --ground: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --tint: #ffffff; --passed: #0b5a2a; --failed: #9b1c15; --inconclusive: #6b4600; --skipped: #444444; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; } .scroll { overflow: visible; } .wide, .scroll svg { min-width: 0; }
  h2 { break-after: avoid; } tr, svg, .review { break-inside: avoid; } thead { display: table-header-group; }
  @page { size: A4; margin: 16mm 15mm; }
}
</style>
</head>
<body>
<main>
<header>
<div class="product">Firedrill evidence</div>
<h1><%= it.title %> <span class="badge verdict <%= it.verdict %>"><%= it.verdict %></span></h1>
<p class="summary"><%= it.summary %></p>
</header>
<% for (const section of it.sections) { %>
<section>
<h2><%= section.title %></h2>
<% if (section.text) { %><p><%= section.text %></p><% } %>
<% if (section.kind === 'facts') { %>
<table class="facts"><tbody>
<% for (const [name, value] of section.facts) { %><tr><th scope="row"><%= name %></th><td><%= value %></td></tr>
<% } %></tbody></table>
<% } else if (section.kind === 'table' && section.rows.length > 0) { %>
<div class="scroll"><table<% if (section.columns.length > 4) { %> class="wide"<% } %>><thead><tr><% for (const column of section.columns) { %><th scope="col"><%= column %></th><% } %></tr></thead><tbody>
<% for (const row of section.rows) { %><tr><% for (const cell of row) { %><% if (cell.verdict) { %><td class="verdict <%= cell.verdict %>"><%= cell.verdict %></td><% } else { %><td><%= cell %></td><% } %><% } %></tr>
<% } %></tbody></table></div>
<% } else if (section.kind === 'trend') { const plot = section.plot; %>
<div class="scroll"><svg viewBox="0 0 <%= plot.width %> <%= plot.height %>" role="img" aria-label="<%= section.title %>">
<% for (const tick of plot.ticks) { %><line class="grid" x1="<%= plot.left %>" x2="<%= plot.right %>" y1="<%= tick.y %>" y2="<%= tick.y %>"/><text x="<%= plot.left - 8 %>" y="<%= tick.y + 4 %>" text-anchor="end"><%= tick.label %></text>
<% } %><% if (plot.objective) { %><line class="objective" x1="<%= plot.left %>" x2="<%= plot.right %>" y1="<%= plot.objective.y %>" y2="<%= plot.objective.y %>"/><text x="<%= plot.right - 4 %>" y="<%= plot.objective.y - 5 %>" text-anchor="end"><%= plot.objective.label %></text><% } %>
<path class="curve" d="<%= plot.path %>"/>
<% for (const point of plot.points) { %><circle cx="<%= point.x %>" cy="<%= point.y %>" r="3.5"><title><%= point.label %>: <%= point.value %></title></circle><% if (point.shown) { %><text x="<%= point.x %>" y="<%= plot.height - 8 %>" text-anchor="middle"><%= point.label %></text><% } %>
<% } %></svg></div>
<% } else if (section.kind === 'review') { %>
<table class="review"><tbody><% for (const line of section.lines) { %><tr><th scope="row"><%= line %></th><td></td></tr><% } %></tbody></table>
<% } %>
</section>
<% } %>
<footer>
<p>The JSON record beside this page is the original; this page is made from it. The record supports the evidence that SOC 2 A1.3, ISO 27001 A.8.13, DORA and GDPR Article 32(1)(c) ask for. It does not state compliance with any of them.</p>
</footer>
</main>
</body>
</html>
`;
