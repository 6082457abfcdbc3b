namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// <summary>One operation on tensors as data: what it is given, what it gives, and its entries by loops.</summary>
type internal TensorOperation =
    {
        /// The name, with its settings.
        Name: string
        /// The shapes of what it is given.
        Shapes: int[] list
        /// The operation.
        Apply: Tensor list -> Tensor
        /// Its entries, row-major, from the entries that it is given.
        Definition: float[] list -> float[]
        /// Whether all inputs have the entries of the first: there only derivatives of first order are looked at.
        Tied: bool
    }

/// The laws of operations on several entries: their values and their derivatives of any order.
[<RequireQualifiedAccess>]
module internal TensorOperationLaws =

    // Sixteenths from 5/16 to 53/16, no two alike: away from kinks, poles and ties.
    let private entries (shapes: int[] list) : float[] list =
        let sizes = shapes |> List.map (Array.fold (*) 1)
        let order = Seed.permutation 49 (Seed.create (List.sum sizes))

        sizes
        |> List.mapFold
            (fun at size ->
                Array.init size (fun i -> float (5 + order[(at + i) % 49]) / 16.0 + float ((at + i) / 49)), at + size)
            0
        |> fst

    let private directions (label: string) (shapes: int[] list) : float[] list =
        shapes
        |> List.mapi (fun at shape ->
            let size = Array.fold (*) 1 shape
            Seed.normals size (Seed.split $"{label} {at}" (Seed.create size)))

    // sum over all inputs of <dF/dx, v>.
    let private along (value: Tensor) (inputs: Tensor list) (directions: Tensor list) : Tensor =
        List.map2 Tensor.inner (Differentiate.gradients value inputs) directions
        |> List.reduce (+)

    /// Values by the definition, and derivatives of order one to three along directions by differences of the order
    /// below.
    let operation (case: TensorOperation) : Law =
        Law.forEach
            {
                Name = "tensor-operation"
                Statement =
                    "An operation on tensors has the entries of its definition by loops, and derivatives of first, second and third "
                    + "order along any directions as differences of the order below have."
                Source = ""
                Judge =
                    Judge.Relative(
                        1e-8,
                        "six-point stencil with step 1/1024 at 1/16 and more from kinks, ties and poles: truncation 1e-10, "
                        + "rounding 20 ulp over the step, 5e-12"
                    )
            }
            case.Name
            [ 1..3 ]
            (fun draw ->
                let inputs = case.Shapes |> List.mapi (fun at shape -> Tensor.input $"x{at}" shape)

                let here =
                    let apart = entries case.Shapes

                    if case.Tied then
                        List.map (fun _ -> apart.Head) apart
                    else
                        apart

                let order = if case.Tied then 1 else 3
                let output = case.Apply inputs
                let wanted = case.Definition here

                let u =
                    Seed.normals wanted.Length (Seed.split $"adjoint {draw}" (Seed.create wanted.Length))

                // Entries move by at most 3/1024 of a direction's, which keeps them apart.
                let turns =
                    [ "first"; "second"; "third" ]
                    |> List.map (fun label -> directions $"{label} {draw}" case.Shapes)

                let constants (values: float[] list) =
                    List.map2 Tensor.constant case.Shapes values

                let values =
                    List.scan
                        (fun value turn -> along value inputs (constants turn))
                        (Tensor.inner output (Tensor.constant output.Shape u))
                        (List.truncate order turns)

                let program = Engine.compile Engine.managed inputs (output :: values)
                let evaluate (at: float[] list) = program.Evaluate(Array.ofList at)
                let found = evaluate here

                let moved (turn: float[] list) (e: float) =
                    List.map2 (Array.map2 (fun x v -> x + e * v)) here turn

                let size = 1.0 + Vectors.norm wanted * Vectors.norm u

                [
                    Equation.vector "the entries" (1e-4 * (1.0 + Vectors.largest wanted)) found[0] wanted

                    for at, turn in List.indexed (List.truncate order turns) do
                        let below (moved: float[] list) =
                            if at = 0 then
                                Vectors.inner (case.Definition moved) u
                            else
                                let values: float[][] = evaluate moved
                                values[at + 1][0]

                        let observed = Differences.derivative (1.0 / 1024.0) (fun e -> below (moved turn e))

                        Equation.scalar
                            $"the derivative of order {at + 1}"
                            (size + abs (below here) + abs observed)
                            (Array.head found[at + 2])
                            observed
                ])

    let private once name shapes apply definition : TensorOperation =
        {
            Name = name
            Shapes = shapes
            Apply = apply
            Definition = definition
            Tied = false
        }

    let private two (f: Tensor -> Tensor -> Tensor) (inputs: Tensor list) = f inputs[0] inputs[1]

    let private one (f: Tensor -> Tensor) (inputs: Tensor list) = f inputs[0]

    // Entry (i, j) of a 3 x 4 table from a 3 x 4 one and a row of 4, or a column of 3.
    let private broadcast (name: string) (apply: Tensor -> Tensor -> Tensor) (f: float -> float -> float) =
        [
            once $"{name} of a matrix and a row" [ [| 3; 4 |]; [| 4 |] ] (two apply) (fun x ->
                Array.init 12 (fun p -> f (x[0][p]) (x[1][p % 4])))
            once $"{name} of a column and a matrix" [ [| 3; 1 |]; [| 3; 4 |] ] (two apply) (fun x ->
                Array.init 12 (fun p -> f (x[0][p / 4]) (x[1][p])))
        ]

    let private product (left: bool) (right: bool) =
        let shape transposed rows columns =
            if transposed then
                [| columns; rows |]
            else
                [| rows; columns |]

        let at (values: float[]) transposed rows columns i j =
            if transposed then
                values[j * rows + i]
            else
                values[i * columns + j]

        once
            $"matrix product, {left} {right}"
            [ shape left 2 3; shape right 3 4 ]
            (two (Tensor.matrixProduct left right))
            (fun x ->
                Array.init 8 (fun p ->
                    Seq.sum (Seq.init 3 (fun k -> at x[0] left 2 3 (p / 4) k * at x[1] right 3 4 k (p % 4)))))

    let private alongRows (name: string) (columns: int) (apply: Tensor -> Tensor) (f: float[] -> float) =
        once $"{name} of {columns}" [ [| 3; columns |] ] (one apply) (fun x ->
            Array.init 3 (fun i -> f (Array.sub x[0] (i * columns) columns)))

    let private whole (values: int list) =
        Tensor.constant [| values.Length |] (values |> List.map float |> Array.ofList)

    let private picked = [ 2; 0; 2; 1 ]

    /// Every operation of several entries, each at the settings that differ.
    let operations: TensorOperation list =
        [
            yield! broadcast "sum" (fun x y -> x + y) (+)
            yield! broadcast "difference" (fun x y -> x - y) (-)
            yield! broadcast "product" (fun x y -> x * y) (*)
            yield! broadcast "quotient" (fun x y -> x / y) (/)
            yield! broadcast "maximum" Tensor.max max
            yield! broadcast "x log y" Tensor.xLogY (fun x y -> x * log y)

            // The stencil is even in the kink: it sees the mean of both slopes.
            { once "maximum of equal entries" [ [| 4 |]; [| 4 |] ] (two Tensor.max) (fun x -> Array.map2 max x[0] x[1]) with
                Tied = true
            }

            for left in [ false; true ] do
                for right in [ false; true ] do
                    product left right

            once "reshape" [ [| 2; 6 |] ] (one (Tensor.reshape [| 4; 3 |])) List.head

            once "permutation" [ [| 2; 3; 4 |] ] (one (Tensor.permute [| 2; 0; 1 |])) (fun x ->
                Array.init 24 (fun p -> x[0][(p / 3 % 2 * 3 + p % 3) * 4 + p / 6]))

            once "slice" [ [| 3; 5 |] ] (one (Tensor.slice 1 2 2)) (fun x ->
                Array.init 6 (fun p -> x[0][p / 2 * 5 + 2 + p % 2]))

            once "concatenation" [ [| 2; 3 |]; [| 2; 1 |] ] (fun x -> Tensor.concatenate 1 x) (fun x ->
                Array.init 8 (fun p -> if p % 4 < 3 then x[0][p / 4 * 3 + p % 4] else x[1][p / 4]))

            once "gathered rows" [ [| 3; 2 |] ] (one (Tensor.gather (whole picked))) (fun x ->
                Array.init 8 (fun p -> x[0][picked[p / 2] * 2 + p % 2]))

            once "scattered rows" [ [| 4; 2 |] ] (one (Tensor.scatterAdd 3 (whole picked))) (fun x ->
                Array.init 6 (fun p ->
                    Seq.sum (Seq.init 4 (fun r -> if picked[r] = p / 2 then x[0][r * 2 + p % 2] else 0.0))))

            once "squared distances" [ [| 3; 2 |]; [| 4; 2 |] ] (two Tensor.squaredDistances) (fun x ->
                Array.init 12 (fun p ->
                    Seq.sum (
                        Seq.init 2 (fun k ->
                            let e = x[0][p / 4 * 2 + k] - x[1][p % 4 * 2 + k]
                            e * e)
                    )))

            // Curved, so that derivatives of higher order reach the adjoints of the adjoints.
            once
                "a function of squared distances"
                [ [| 3; 2 |]; [| 4; 2 |] ]
                (two (fun x y -> Tensor.sin (Tensor.squaredDistances x y)))
                (fun x ->
                    Array.init 12 (fun p ->
                        Seq.sum (
                            Seq.init 2 (fun k ->
                                let e = x[0][p / 4 * 2 + k] - x[1][p % 4 * 2 + k]
                                e * e)
                        )
                        |> sin))

            once "total" [ [| 3; 4 |] ] (one Tensor.sum) (fun x -> [| Array.sum x[0] |])
            once "mean" [ [| 3; 4 |] ] (one Tensor.mean) (fun x -> [| Array.average x[0] |])

            for columns in [ 1; 2; 5; 7 ] do
                alongRows "sums along rows" columns (Tensor.sumAlong 1) Array.sum
                alongRows "largest along rows" columns (Tensor.maxAlong 1) Array.max

                alongRows "log-sum-exp along rows" columns (Tensor.logSumExpAlong 1) (fun v -> log (Array.sumBy exp v))

                alongRows "norms along rows" columns (Tensor.normAlong 1) (fun v ->
                    sqrt (Array.sumBy (fun a -> a * a) v))

            once "means down columns" [ [| 3; 4 |] ] (one (Tensor.meanAlong 0)) (fun x ->
                Array.init 4 (fun j -> (x[0][j] + x[0][4 + j] + x[0][8 + j]) / 3.0))
        ]
