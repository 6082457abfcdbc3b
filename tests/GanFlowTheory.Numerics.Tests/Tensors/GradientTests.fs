module GanFlowTheory.Core.Tests.GradientTests

open System
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Checks of derivatives against differences of what they are derivatives of.
module private DerivativeCheck =

    /// <summary>The derivative of f at t along direction number j by central differences at h, h/2, h/4, twice
    /// extrapolated, and a bound of its error.</summary>
    /// <remarks>The extrapolations remove h^2 and h^4; for smooth f the error of the last is about h^2/16 of what it
    /// changed, so that the change is a bound. Rounding: differences of values with error 16 * 2^-53 scale, over
    /// 2h/4 = 2^-6, weighted by (64/45, 20/45, 1/45) times (1, 1/2, 1/4): below 2^-53 * 16 * 128 * 2 scale.</remarks>
    let difference (f: float[] -> float[]) (x: float[]) (j: int) : (float * float)[] =
        let central h =
            let at s =
                f (Array.mapi (fun i v -> if i = j then v + s else v) x)

            Array.map2 (fun (up: float) down -> (up - down) / (2.0 * h)) (at h) (at -h), at h

        let h = Math.ScaleB(1.0, -5)
        let d0, values = central h
        let d1, _ = central (h / 2.0)
        let d2, _ = central (h / 4.0)
        let scale = 1.0 + (values |> Array.map abs |> Array.max)

        Array.init d0.Length (fun i ->
            let first = (4.0 * d1[i] - d0[i]) / 3.0
            let second = (4.0 * d2[i] - d1[i]) / 3.0
            let last = (16.0 * second - first) / 15.0
            last, abs (last - second) + 4.6e-13 * scale)

    /// Where a Jacobian, rows of outputs, is not that of f at x: None when all entries agree.
    let mismatch (f: float[] -> float[]) (jacobian: float[][]) (x: float[]) : string option =
        Seq.allPairs (seq { 0 .. x.Length - 1 }) (seq { 0 .. jacobian.Length - 1 })
        |> Seq.groupBy fst
        |> Seq.tryPick (fun (j, entries) ->
            let columns = difference f x j

            entries
            |> Seq.tryPick (fun (_, i) ->
                let expected, bound = columns[i]

                // A bound that lets anything pass is no check.
                if not (bound < 1e-5 * (1.0 + abs expected)) then
                    Some $"the difference {i}, {j} is known to {bound} only"
                elif not (abs (jacobian[i][j] - expected) <= bound) then
                    Some $"derivative {i}, {j} is {jacobian[i][j]:R}, but differences give {expected:R} +- {bound:G3}"
                else
                    None))

/// The differentiable inputs of a case as one vector, and the operation on them.
type private Scene(engine: Engine, case: OperationCase) =

    let variables =
        List.zip case.Inputs case.Differentiable |> List.filter snd |> List.map fst

    let point =
        variables |> List.collect (fun x -> List.ofArray x.Values) |> List.toArray

    let theta = Tensor.input "theta" [| point.Length |]

    let operands =
        ((0, []), List.zip case.Inputs case.Differentiable)
        ||> List.fold (fun (at, operands) (x, variable) ->
            if variable then
                let view = theta |> Tensor.slice 0 at x.Values.Length |> Tensor.reshape x.Shape

                at + x.Values.Length, view :: operands
            else
                at, Tensor.constant x.Shape x.Values :: operands)
        |> snd
        |> List.rev

    let result = Tensor.Create(case.Operation, List.toArray operands, case.Shape)

    let weights label =
        let w = OperationCases.entries 0.5 1.5 label case.Shape
        Tensor.constant w.Shape w.Values

    // Half a square besides the linear term: linear operations too have a second derivative to get wrong.
    let value =
        Tensor.inner (weights "linear") result
        + 0.5 * Tensor.inner (weights "square") (Tensor.square result)

    member _.Point = point
    member _.Theta = theta
    member _.Result = result
    member _.Value = value

    /// A function of theta as one of numbers.
    member _.Function(y: Tensor) : float[] -> float[] =
        let program = Engine.compile engine [ theta ] [ y ]
        fun x -> program.Evaluate([| x |])[0]

    /// A function of theta and a vector of its shape, linear in the second: its matrix at the point.
    member this.Matrix(f: Tensor -> Tensor) : float[][] =
        let direction = Tensor.input "v" theta.Extents
        let program = Engine.compile engine [ theta; direction ] [ f direction ]

        Array.init point.Length (fun j ->
            program.Evaluate([| point; Array.init point.Length (fun i -> if i = j then 1.0 else 0.0) |])[0])
        |> Array.transpose

let private cases = OperationCases.all

// The derivatives of these are 0 by definition, whatever differences say.
let private isHeldFixed (operation: Operation) = operation = Operation.Detach

let private differentiable =
    cases |> List.filter (fun c -> not (isHeldFixed c.Operation))

let private orFail (case: OperationCase) (mismatch: string option) =
    match mismatch with
    | Some sentence -> Assert.Fail $"{case}: {sentence}"
    | None -> ()

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``gradients of every operation agree with differences`` (engineName: string) =
    let engine = TestEngines.named engineName

    for case in differentiable do
        let scene = Scene(engine, case)
        let gradient = Differentiate.gradient scene.Value scene.Theta

        DerivativeCheck.mismatch (scene.Function scene.Value) [| scene.Function gradient scene.Point |] scene.Point
        |> orFail case

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``second derivatives of every operation agree with differences of first ones`` (engineName: string) =
    let engine = TestEngines.named engineName

    for case in differentiable do
        let scene = Scene(engine, case)
        let gradient = Differentiate.gradient scene.Value scene.Theta
        let hessian = scene.Matrix(Differentiate.hessianVector scene.Value scene.Theta)

        DerivativeCheck.mismatch (scene.Function gradient) hessian scene.Point
        |> orFail case

let private largest (matrix: float[][]) =
    matrix |> Array.map (Array.map abs >> Array.max) |> Array.max

// Entries of second derivatives are sums of at most some tens of products of few roundings: 1e-13 is a thousand units.
let private closeMatrices (case: OperationCase) (what: string) (a: float[][]) (b: float[][]) =
    let scale = 1.0 + max (largest a) (largest b)

    Array.iter2
        (Array.iter2 (fun (x: float) y ->
            if not (abs (x - y) <= 1e-13 * scale) then
                Assert.Fail $"{case}: {what}: {x:R}, {y:R}"))
        a
        b

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``Hessians are symmetric, and forward derivatives of the gradient are the same`` (engineName: string) =
    let engine = TestEngines.named engineName

    for case in differentiable do
        let scene = Scene(engine, case)
        let hessian = scene.Matrix(Differentiate.hessianVector scene.Value scene.Theta)
        closeMatrices case "symmetry" hessian (Array.transpose hessian)
        let gradient = Differentiate.gradient scene.Value scene.Theta

        let forward =
            scene.Matrix(fun v -> Differentiate.jacobianVector [ gradient ] [ scene.Theta, v ] |> List.exactlyOne)

        closeMatrices case "forward" hessian forward

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``the two products with a Jacobian are transposes of each other`` (engineName: string) =
    let engine = TestEngines.named engineName

    for case in cases do
        let scene = Scene(engine, case)
        let u = OperationCases.entries -1.0 1.0 "u" case.Shape
        let v = OperationCases.entries -1.0 1.0 "v" scene.Theta.Extents

        let forward =
            Differentiate.jacobianVector [ scene.Result ] [ scene.Theta, Tensor.constant v.Shape v.Values ]
            |> List.exactlyOne

        let backward =
            Differentiate.vectorJacobian [ scene.Result, Tensor.constant u.Shape u.Values ] [ scene.Theta ]
            |> List.exactlyOne

        let products a b = Array.map2 (*) a b
        let left = products u.Values (scene.Function forward scene.Point)
        let right = products v.Values (scene.Function backward scene.Point)
        // Both sums are of at most some hundreds of products, rounded at 2^-53 of their magnitudes.
        let scale = 1.0 + max (Array.sumBy abs left) (Array.sumBy abs right)
        Assert.InRange(Array.sum left - Array.sum right, -1e-13 * scale, 1e-13 * scale)

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``third derivatives follow from the same rules`` (engineName: string) =
    let engine = TestEngines.named engineName

    // The Hessian-vector product along a fixed direction, differentiated once more.
    for case in differentiable do
        let scene = Scene(engine, case)
        let v = OperationCases.entries -1.0 1.0 "v" scene.Theta.Extents

        let curvature =
            Tensor.constant v.Shape v.Values
            |> Differentiate.hessianVector scene.Value scene.Theta
            |> Tensor.inner (Tensor.constant v.Shape v.Values)

        let third = Differentiate.gradient curvature scene.Theta

        DerivativeCheck.mismatch (scene.Function curvature) [| scene.Function third scene.Point |] scene.Point
        |> orFail case

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``derivatives add up where one tensor is given twice`` (engineName: string) =
    let engine = TestEngines.named engineName

    // Both contributions go to one variable; distances of points to themselves have 0 on the diagonal.
    for label, shape, f in
        [
            "x x", [| 2; 3 |], (fun (x: Tensor) -> x * x)
            "x / x^T", [| 2; 2 |], (fun x -> x / (3.0 + Tensor.transpose x))
            "x x^T", [| 2; 3 |], (fun x -> Tensor.matrixProduct false true x x)
            "|x_i - x_j|^2", [| 3; 2 |], (fun x -> Tensor.squaredDistances x x)
            "x beside x", [| 2; 2 |], (fun x -> Tensor.concatenate 1 [ x; Tensor.square x ])
            "x with itself as filter",
            [| 1; 1; 3; 2 |],
            (fun x ->
                Tensor.convolutionOf { Stride = 1; Padding = 1 } x (Tensor.slice 2 0 2 x)
                |> Tensor.sum)
            "one row, one feature", [| 1; 1 |], (fun x -> Tensor.squaredDistances x (2.0 * x))
        ] do
        let point = (OperationCases.entries -1.0 1.0 label shape).Values
        let theta = Tensor.input "theta" [| point.Length |]
        let y = f (Tensor.reshape shape theta)
        let w = OperationCases.entries 0.5 1.5 "weights" y.Extents

        let value =
            Tensor.inner (Tensor.constant w.Shape w.Values) y
            + 0.5 * Tensor.sum (Tensor.square y)

        let gradient = Differentiate.gradient value theta

        let evaluate (y: Tensor) =
            let program = Engine.compile engine [ theta ] [ y ]
            fun x -> program.Evaluate([| x |])[0]

        let hessian =
            let v = Tensor.input "v" theta.Extents

            let program =
                Engine.compile engine [ theta; v ] [ Differentiate.hessianVector value theta v ]

            Array.init point.Length (fun j ->
                program.Evaluate([| point; Array.init point.Length (fun i -> if i = j then 1.0 else 0.0) |])[0])
            |> Array.transpose

        for mismatch in
            [
                DerivativeCheck.mismatch (evaluate value) [| evaluate gradient point |] point
                DerivativeCheck.mismatch (evaluate gradient) hessian point
            ] do
            match mismatch with
            | Some sentence -> Assert.Fail $"{label}: {sentence}"
            | None -> ()

[<Fact>]
let ``every raw operation that differentiation goes through has its derivatives checked`` () =
    let checkedOnes =
        differentiable |> List.map (fun c -> OperationCases.name c.Operation) |> Set

    Assert.Equal<Set<string>>(Set(OperationCases.names |> List.except [ "Detach" ]), checkedOnes)
    // What no derivative is taken in are row numbers only.
    for case in cases do
        for index, variable in List.indexed case.Differentiable do
            Assert.Equal(
                (match case.Operation with
                 | Operation.Gather
                 | Operation.ScatterAdd -> index = 0
                 | _ -> true),
                variable
            )

[<Fact>]
let ``wrong derivatives are rejected`` () =
    for case in differentiable do
        let scene = Scene(Engine.managed, case)
        let gradient = Differentiate.gradient scene.Value scene.Theta
        let right = scene.Function gradient scene.Point
        let f = scene.Function scene.Value
        let scale = right |> Array.map abs |> Array.max

        // Steps have no derivative to get wrong.
        if scale > 0.0 then
            let rejected (wrong: float[]) =
                Assert.True((DerivativeCheck.mismatch f [| wrong |] scene.Point).IsSome, string case)

            rejected (right |> Array.map (fun v -> -v))
            rejected (right |> Array.map (fun v -> 2.0 * v))
            rejected (right |> Array.map (fun v -> 1.0001 * v))
            // One entry without its contribution.
            let at = right |> Array.findIndex (fun v -> abs v = scale)
            rejected (right |> Array.mapi (fun i v -> if i = at then 0.0 else v))

[<Fact>]
let ``wrong second derivatives are rejected`` () =
    for case in differentiable do
        let scene = Scene(Engine.managed, case)
        let f = scene.Function(Differentiate.gradient scene.Value scene.Theta)
        let right = scene.Matrix(Differentiate.hessianVector scene.Value scene.Theta)

        if largest right > 0.0 then
            let rejected factor =
                let wrong = right |> Array.map (Array.map (fun v -> factor * v))
                Assert.True((DerivativeCheck.mismatch f wrong scene.Point).IsSome, string case)

            rejected -1.0
            rejected 1.0001

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``what is held fixed has no derivative`` (engineName: string) =
    let engine = TestEngines.named engineName

    let x = Tensor.input "x" [| 3 |]
    let at = [| -1.5; 0.5; 2.0 |]

    let gradientOf (y: Tensor) =
        (Engine.compile engine [ x ] [ Differentiate.gradient (Tensor.sum y) x ]).Evaluate([| at |])[0]

    Assert.Equal<float[]>([| 0.0; 0.0; 0.0 |], gradientOf (Tensor.detach x))
    // x times x held fixed has the derivative x, not 2x.
    Assert.Equal<float[]>(at, gradientOf (x * Tensor.detach x))

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``derivatives at kinks are the stated choices`` (engineName: string) =
    let engine = TestEngines.named engineName

    let x = Tensor.input "x" [||]

    let slope (f: Tensor -> Tensor) at =
        (Engine.compile engine [ x ] [ Differentiate.gradient (f x) x ]).Evaluate([| [| at |] |])
        |> Array.exactlyOne
        |> Array.exactlyOne

    Assert.Equal(0.2, slope (Tensor.leakyRelu 0.2) 0.0)
    Assert.Equal(0.0, slope Tensor.abs 0.0)
    Assert.Equal(0.0, slope Tensor.sqrt 0.0)
    // The norm of a vector at 0, as gradient penalties take it.
    let v = Tensor.input "v" [| 3 |]
    let norm = Tensor.sqrt (Tensor.sum (Tensor.square v))
    let program = Engine.compile engine [ v ] [ Differentiate.gradient norm v ]
    Assert.Equal<float[]>([| 0.0; 0.0; 0.0 |], program.Evaluate([| Array.zeroCreate 3 |])[0])

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``derivatives stay finite where the functions do`` (engineName: string) =
    let engine = TestEngines.named engineName

    let x = Tensor.input "x" [||]

    for f in [ Tensor.sigmoid; Tensor.softplus; Tensor.logSigmoid; Tensor.tanh ] do
        let first = Differentiate.gradient (f x) x

        let program = Engine.compile engine [ x ] [ first; Differentiate.gradient first x ]

        for at in [ -1e3; -800.0; -30.0; 0.0; 30.0; 800.0; 1e3 ] do
            for derivative in program.Evaluate [| [| at |] |] do
                Assert.True(Double.IsFinite derivative[0], $"{f x} at {at}")

[<Fact>]
let ``shapes that do not fit are named`` () =
    let x, y = Tensor.input "x" [| 2; 3 |], Tensor.input "y" [| 2 |]
    let error (action: unit -> Tensor) = Testing.argumentError action

    for message in
        [
            error (fun () -> x + y)
            error (fun () -> Tensor.inner x y)
            error (fun () -> Differentiate.vectorJacobian [ x, y ] [ x ] |> List.head)
            error (fun () -> Differentiate.hessianVector (Tensor.sum x) x y)
            error (fun () -> Differentiate.jacobianVector [ x ] [ x, y ] |> List.head)
            error (fun () -> Tensor.sumTo [| 2 |] x |> fun s -> s + y + x)
        ] do
        Assert.Contains("2 x 3", message)
        Assert.Contains("2", message.Replace("2 x 3", ""))

    let product = error (fun () -> Tensor.dot x (Tensor.input "z" [| 4; 5 |]))
    Assert.Contains("2 x 3", product)
    Assert.Contains("4 x 5", product)

    let transposed =
        error (fun () -> Tensor.matrixProduct true false x (Tensor.input "z" [| 4; 5 |]))

    Assert.Contains("2 x 3 (transposed)", transposed)
    Assert.Contains("2 x 3", error (fun () -> Differentiate.gradient x x))
    Assert.Contains("2 x 3", error (fun () -> Tensor.reshape [| 4 |] x))
    Assert.Contains("2 x 3", error (fun () -> Tensor.broadcastTo [| 3; 3 |] x))
    Assert.Contains("extent 3", error (fun () -> Tensor.slice 1 2 2 x))
