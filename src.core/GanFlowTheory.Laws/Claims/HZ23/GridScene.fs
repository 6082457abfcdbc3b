namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>A target and two densities on a small grid: the case of the claims on densities. Masses are powers of 1/2
/// before they are scaled to one, so that ratios are exact and may be wild.</summary>
[<CustomEquality; NoComparison>]
type internal GridScene =
    {
        /// The number of cells along the second axis; 1 on the line.
        Rows: int
        /// The width of the cells.
        Width: float
        /// The target: mass of cell i is 2^-v up to scale, positive.
        Target: int[]
        /// A density, likewise; -1 stands for an empty cell.
        First: int[]
        /// Another density, likewise.
        Second: int[]
    }

    /// The grid.
    member this.Grid: Grid =
        let columns = this.Target.Length / this.Rows

        if this.Rows = 1 then
            Grid.line 0.0 (this.Width * float columns) columns
        else
            Grid.plane
                (Grid.axis 0.0 (this.Width * float columns) columns)
                (Grid.axis 0.0 (this.Width * float this.Rows) this.Rows)

    /// The masses of powers of 1/2, scaled to one.
    static member Masses(powers: int[]) : float[] =
        let raw = powers |> Array.map (fun v -> if v < 0 then 0.0 else Math.ScaleB(1.0, -v))
        let total = Array.sum raw
        raw |> Array.map (fun m -> m / total)

    /// The target p.
    member this.P: GridDensity =
        GridDensity.ofMasses (GridScene.Masses this.Target) this.Grid

    /// The first density.
    member this.Q: GridDensity =
        GridDensity.ofMasses (GridScene.Masses this.First) this.Grid

    /// The second density.
    member this.R: GridDensity =
        GridDensity.ofMasses (GridScene.Masses this.Second) this.Grid

    /// The grid and the masses, all of them over the last power of 1/2.
    override this.ToString() =
        let show (powers: int[]) =
            powers
            |> Array.map (fun v ->
                if v < 0 then "0"
                elif v = 0 then "1"
                else $"2^-{v}")
            |> String.concat " "

        $"{this.Grid}; masses p = ({show this.Target}), q = ({show this.First}); other ({show this.Second})"

    /// Equal parts.
    override this.Equals other =
        match other with
        | :? GridScene as other -> string this = string other
        | _ -> false

    /// Of the text.
    override this.GetHashCode() = hash (string this)

/// Generating scenes on grids.
[<RequireQualifiedAccess>]
module internal GridScenes =

    let private onLine = Gen.constant 1

    let private inPlane = Gen.choose (2, 4)

    let private either = Gen.frequency [ 3, onLine; 1, inPlane ]

    let private scene (rows: Gen<int>) (most: int) (empty: bool) : Gen<GridScene> =
        gen {
            let! rows = rows
            let! columns = if rows = 1 then Gen.choose (1, 12) else Gen.choose (1, 4)
            let! width = Gen.elements [ 0.25; 1.0; 4.0 ]
            // Smooth, rough and wild densities.
            let! range = Gen.elements [ 1; 4; most ]
            let n = rows * columns
            let power = Gen.choose (0, range)

            let perhapsEmpty =
                if empty then
                    Gen.frequency [ 5, power; 1, Gen.constant -1 ]
                else
                    power

            let filled (powers: int[]) =
                if Array.forall (fun v -> v < 0) powers then
                    Array.create n 0
                else
                    powers

            let! target = Gen.arrayOfLength n power
            let! first = Gen.arrayOfLength n perhapsEmpty
            let! second = Gen.arrayOfLength n perhapsEmpty

            return
                {
                    Rows = rows
                    Width = width
                    Target = target
                    First = filled first
                    Second = filled second
                }
        }

    let private shrink (scene: GridScene) : GridScene seq =
        seq {
            let n = scene.Target.Length

            if scene.Rows > 1 then
                // The first row alone.
                let row = n / scene.Rows

                let cut (powers: int[]) =
                    let kept = Array.truncate row powers

                    if Array.forall (fun v -> v < 0) kept then
                        Array.create row 0
                    else
                        kept

                yield
                    { scene with
                        Rows = 1
                        Target = cut scene.Target
                        First = cut scene.First
                        Second = cut scene.Second
                    }
            elif n > 1 then
                for i in 0 .. n - 1 do
                    let less =
                        { scene with
                            Target = Array.removeAt i scene.Target
                            First = Array.removeAt i scene.First
                            Second = Array.removeAt i scene.Second
                        }

                    if
                        Array.exists (fun v -> v >= 0) less.First
                        && Array.exists (fun v -> v >= 0) less.Second
                    then
                        yield less

            if scene.Width <> 1.0 then
                yield { scene with Width = 1.0 }

            let smaller =
                Generators.shrinkEach (fun v -> if v > 0 then seq [ 0; v / 2 ] else Seq.empty)

            for target in smaller scene.Target do
                yield { scene with Target = target }

            for first in smaller scene.First do
                yield { scene with First = first }

            for second in smaller scene.Second do
                yield { scene with Second = second }
        }

    /// Densities with masses apart by factors up to 2^30, empty cells among those of the two densities.
    let wild: Arbitrary<GridScene> = Arb.fromGenShrink (scene either 30 true, shrink)

    /// Densities without empty cells, masses apart by factors up to 2^5.
    let mild: Arbitrary<GridScene> = Arb.fromGenShrink (scene either 5 false, shrink)

    /// The same on the line.
    let mildOnLine: Arbitrary<GridScene> =
        Arb.fromGenShrink (scene onLine 5 false, shrink)

    /// The same in the plane.
    let mildInPlane: Arbitrary<GridScene> =
        let shrink scene =
            shrink scene |> Seq.filter (fun smaller -> smaller.Rows > 1)

        Arb.fromGenShrink (scene inPlane 5 false, shrink)
