(**
---
title: Dual metric flows (T21)
category: Theory
categoryindex: 3
index: 4
---
*)
(*** condition: prepare ***)
#load "../../build/docs/references.fsx"
(*** condition: ipynb ***)
#if IPYNB
#r "nuget: GanFlowTheory.Laws"
#r "nuget: GanFlowTheory.Reports"
#endif // IPYNB
(**
# Dual metric flows (T21)

Turinici: *Convergence dynamics of GANs: the dual metric flows*, 2021.

A GAN is a game: each player flows along the first variation of its own functional, in its own metric, on its own clock. A **scheme** says how the
two take turns, and as steps become small every scheme tends to the same dual flow (T21-2). At a finite step they differ in kind. In the bilinear game
x y the flow turns on a circle for ever; the schemes spiral outwards, inwards, or stay.
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

let start = Product.create (Particles.point [| 1.0 |]) (Particles.point [| 0.0 |])

let played (scheme: string) =
    Game.bilinear (array2D [ [ 1.0 ] ])
    |> Game.from start (GameScheme.parse scheme)
    |> Flow.keepEvery 1
    |> Flow.until 12.0

let orbit (scheme: string) =
    let path = played scheme

    scheme,
    [|
        for _, state in path.States do
            (state.First :> IMeasure).Nodes[0, 0], (state.Second :> IMeasure).Nodes[0, 0]
    |]

Figure.orbits
    "Orbits of the bilinear game"
    "x"
    "y"
    [
        orbit "simultaneous:0.1"
        orbit "alternating:0.1"
        orbit "joint:0.1"
        orbit "midpoint:0.1"
    ]
(*** include-it-raw ***)

(**
Their radii are known exactly: every step multiplies |(x, y)|² by 1 + τ² for simultaneous steps, by 1/(1 + τ²) for joint minimising movements (T21-3), and
midpoint keeps it.
*)

for scheme, factor in
    [ "simultaneous:0.1", 1.01; "joint:0.1", 1.0 / 1.01; "midpoint:0.1", 1.0 ] do
    let _, points = orbit scheme
    let x, y = Array.last points
    let exact = factor ** float (points.Length - 1)

    printfn
        $"{scheme}: squared radius {x * x + y * y:G10} after {points.Length - 1} steps, exactly {exact:G10}."
(*** include-output ***)

(**
`ganflow game --bilinear 1 --schemes all` draws them all; `ganflow limit` measures their orders; `ganflow collapse` shows that whether a GAN collapses is a matter
of the players' clocks (T21-5, T21-6).
*)

(**
## Checked

The claims of this paper that the library checks, each with a page of proof ([all of them](../claims/index.html)):
*)

for claim in Catalogue.all do
    if claim.Id.StartsWith "T21-" then
        printfn $"{claim.Id}: {claim.Statement}"
(*** include-output ***)
