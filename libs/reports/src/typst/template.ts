/**
 * The page of every report, in Typst. It knows no report: all that is said comes as JSON through `sys.inputs` and is shown as text,
 * so that nothing in it is ever markup. Texts whose own direction is not that of the document come as `(text, true)`.
 */
export const template = String.raw`
#let input = json(bytes(sys.inputs.document))
#let mirrored = input.rtl
#let near = if mirrored { right } else { left }
#let far = if mirrored { left } else { right }
#let ink = rgb("#1f2933")
#let faint = rgb("#5b6770")
#let rule = rgb("#9aa5b1")

// A text with its own direction; what has another than the document stands where the document's would.
#let say(it) = if type(it) == array { text(dir: if mirrored { ltr } else { rtl }, it.at(0)) } else { it }

#set document(title: input.plainTitle, date: datetime(..input.date))
#set text(font: input.fonts, size: 9.5pt, fill: ink, lang: input.language, dir: if mirrored { rtl } else { ltr }, fallback: false, hyphenate: true, number-type: "lining")
#set par(leading: 0.6em, justify: false)
#set page(
  paper: "a4", flipped: input.wide, margin: (x: 1.8cm, top: 2.2cm, bottom: 1.9cm),
  // On every page: a heading that asks where it stands has everything laid out once more.
  header: {
    set text(size: 8pt, fill: faint)
    grid(columns: (1fr, auto), column-gutter: 1em, align: (near, far), say(input.title), say(input.zone))
    v(-0.6em)
    line(length: 100%, stroke: 0.4pt + rule)
  },
  // Numbers count from the left in every language.
  numbering: (..numbers) => text(size: 8pt, fill: faint, dir: ltr, numbering("1 / 1", ..numbers)), number-align: far,
)
#show heading.where(level: 1): it => block(above: 1.6em, below: 0.8em, sticky: true, text(size: 13pt, weight: "bold", it.body))
#show heading.where(level: 2): it => block(above: 1.4em, below: 0.8em, sticky: true, text(size: 10pt, weight: "bold", it.body))

// Figures stand below each other by their last digit, in every language.
#let show-table(it) = {
  if it.rows.len() == 0 { return text(fill: faint, say(input.noRows)) }
  set text(size: if it.small { 7.5pt } else { 8.5pt }, hyphenate: false)
  let laid-out = table(
    columns: it.widths.map(weight => weight * 1fr),
    align: it.figures.map(figure => if figure { right + horizon } else { near + horizon }),
    inset: (x: 5pt, y: 4pt), stroke: none,
    fill: (_, row) => if row == 0 { rgb("#e4e7eb") } else if calc.even(row) { rgb("#f5f7fa") },
    table.header(repeat: true, ..it.columns.map(title => text(weight: "bold", say(title)))),
    table.hline(stroke: 0.6pt + rule),
    ..it.rows.map(row => row.map(say)).flatten(),
    table.hline(stroke: 0.4pt + rule),
  )
  // A short table stands on one page; one that is short in rows alone and takes up much of a page goes on in the next like others.
  if it.rows.len() > 12 { laid-out } else {
    layout(area => block(width: 100%, breakable: measure(laid-out, width: area.width).height > 7cm, laid-out))
  }
}

#let show-facts(facts) = grid(
  columns: (30%, 1fr), column-gutter: 1em, row-gutter: 0.65em, align: near,
  ..facts.map(fact => (text(fill: faint, say(fact.at(0))), say(fact.at(1)))).flatten(),
)

#let show-block(it) = if it.block == "table" { show-table(it) } else if it.block == "facts" { show-facts(it.facts) } else if it.block == "chart" {
  block(breakable: false, width: 100%, {
    heading(level: 2, outlined: false, bookmarked: false, say(it.title))
    align(center, image(bytes(it.svg), format: "svg", width: if input.wide { 68% } else { 100% }, alt: it.alt))
  })
} else { par(say(it.text)) }

#block(below: 1.1em, text(size: 20pt, weight: "bold", say(input.title)))
#block(below: 0.9em, text(size: 11pt, fill: faint, say(input.subtitle)))
#if input.period != none { block(below: 0.9em, text(fill: faint, say(input.period))) }
#line(length: 100%, stroke: 0.8pt + ink)

#for section in input.sections {
  heading(level: 1, bookmarked: true, say(section.title))
  for it in section.blocks { block(width: 100%, above: 1.2em, below: 1.2em, show-block(it)) }
}

#pagebreak(weak: true)
#heading(level: 1, bookmarked: true, say(input.about))
#show-facts(input.facts)
#heading(level: 2, bookmarked: true, say(input.correctionsTitle))
#if input.corrections.len() == 0 { say(input.none) } else { list(..input.corrections.map(say)) }
`;
