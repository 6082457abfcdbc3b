namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core
open Xunit

/// The directions in which clouds spread.
module PrincipalAxesTests =

    [<Fact>]
    let ``principal axes of a stretched cloud are its directions`` () =
        // Independent coordinates of standard deviations 5, 1, 3 on a full grid: axes 1 and 3, shares 25/35 and 9/35.
        let grid =
            [
                for a in [ -5.0; 5.0 ] do
                    for b in [ -1.0; 1.0 ] do
                        for c in [ -3.0; 3.0 ] do
                            [ a; b; c ]
            ]

        let axes = grid |> Points.ofRows |> PrincipalAxes.ofPoints
        Testing.close 1e-12 1.0 axes.First[0]
        Testing.close 1e-12 1.0 axes.Second[2]
        Testing.close 1e-12 (25.0 / 35.0) (fst axes.Shares)
        Testing.close 1e-12 (9.0 / 35.0) (snd axes.Shares)

        // Two points in five dimensions: one direction carries everything, found through the smaller matrix.
        let pair =
            Points.ofRows [ [ 0.0; 0.0; 0.0; 0.0; 0.0 ]; [ 0.0; 3.0; 0.0; 4.0; 0.0 ] ]

        let axes = PrincipalAxes.ofPoints pair
        Testing.close 1e-12 0.6 axes.First[1]
        Testing.close 1e-12 0.8 axes.First[3]
        Testing.close 1e-12 1.0 (fst axes.Shares)
        let projected = PrincipalAxes.project axes pair
        Testing.close 1e-12 5.0 (projected[1, 0] - projected[0, 0])
