namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// One convolution: how many images, channels and filters, their sizes, stride and padding.
type internal ConvolutionCase =
    {
        /// Images, channels and filters.
        Counts: int * int * int
        /// Height and width of the filters.
        Filter: int * int
        /// Positions of the filter along height and width.
        Positions: int * int
        /// Steps between positions.
        Stride: int
        /// Zeros added on each side.
        Padding: int
    }

    /// Height and width of the images whose filters end at the padded border: stride (positions - 1) + filter - 2
    /// padding.
    member this.Image: int * int =
        let extent positions filter =
            this.Stride * (positions - 1) + filter - 2 * this.Padding

        extent (fst this.Positions) (fst this.Filter), extent (snd this.Positions) (snd this.Filter)

/// The laws of tensors and their derivatives.
[<RequireQualifiedAccess>]
module internal TensorLaws =

    let private numbers (label: string) (count: int) : float[] =
        Seed.normals count (Seed.split label (Seed.create count))

    let private engine = Engine.managed

    let private evaluate (inputs: (Tensor * float[]) list) (output: Tensor) : float[] =
        let program = Engine.compile engine (List.map fst inputs) [ output ]
        (program.Evaluate(inputs |> List.map snd |> Array.ofList))[0]

    // sum_{n,o,i,j} y_noij sum_{c,a,b} w_ocab x_nc(i s + a - p)(j s + b - p), by loops, and the size of its terms.
    let private product (case: ConvolutionCase) (x: float[]) (w: float[]) (y: float[]) : struct (float * float) =
        let n, c, o = case.Counts
        let h, v = case.Image
        let fh, fv = case.Filter
        let ph, pv = case.Positions
        let mutable total, size = 0.0, 0.0

        for image in 0 .. n - 1 do
            for output in 0 .. o - 1 do
                for i in 0 .. ph - 1 do
                    for j in 0 .. pv - 1 do
                        for channel in 0 .. c - 1 do
                            for a in 0 .. fh - 1 do
                                for b in 0 .. fv - 1 do
                                    let row = i * case.Stride + a - case.Padding
                                    let column = j * case.Stride + b - case.Padding

                                    if row >= 0 && row < h && column >= 0 && column < v then
                                        let term =
                                            y[((image * o + output) * ph + i) * pv + j]
                                            * w[((output * c + channel) * fh + a) * fv + b]
                                            * x[((image * c + channel) * h + row) * v + column]

                                        total <- total + term
                                        size <- size + abs term

        struct (total, size)

    /// Strides 1, 2 and 3 with paddings from 0 to 2, filters of unequal sides.
    let convolutions: ConvolutionCase list =
        [
            for stride in 1..3 do
                for padding in 0..2 do
                    {
                        Counts = 2, 3, 2
                        Filter = 3, 2
                        Positions = 4, 5
                        Stride = stride
                        Padding = if padding = 2 then 1 else padding
                    }

                    {
                        Counts = 1, 1, 3
                        Filter = 5, 4
                        Positions = 2, 3
                        Stride = stride
                        Padding = padding
                    }
        ]
        |> List.distinct

    /// The convolution, its transpose and its derivatives are one trilinear form, which the law sums by loops.
    let convolution
        (name: string)
        (convolve: int -> int -> Tensor -> Tensor -> Tensor)
        (transpose: int -> int -> Tensor -> Tensor -> Tensor)
        : Law =
        Law.forEach
            {
                Name = "convolution-adjoint"
                Statement =
                    "Convolutions are adjoint: <conv_w x, y> = <x, convT_w y>, both the sum of y w x over images, filters and "
                    + "positions, and so are their derivatives in x and w."
                Source = ""
                Judge = Judge.Relative(1e-13, "sums of at most 2000 terms, relative to the sum of their sizes")
            }
            name
            convolutions
            (fun case ->
                let n, c, o = case.Counts
                let h, v = case.Image
                let fh, fv = case.Filter
                let ph, pv = case.Positions
                let x = Tensor.input "x" [| n; c; h; v |]
                let w = Tensor.input "w" [| o; c; fh; fv |]
                let y = Tensor.input "y" [| n; o; ph; pv |]
                let xs, ws, ys = numbers "x" x.Size, numbers "w" w.Size, numbers "y" y.Size
                let struct (expected, size) = product case xs ws ys

                let at (output: Tensor) =
                    evaluate [ x, xs; w, ws; y, ys ] output |> Array.exactlyOne

                let forward = Tensor.inner (convolve case.Stride case.Padding x w) y
                let backward = Tensor.inner x (transpose case.Stride case.Padding y w)

                // A trilinear form is its own derivative in each argument, along that argument.
                let along (form: Tensor) (variable: Tensor) =
                    Tensor.inner (Differentiate.gradient form variable) variable

                [
                    Equation.scalar "<conv x, y>" size (at forward) expected
                    Equation.scalar "<x, convT y>" size (at backward) expected

                    for form, shown in [ forward, "conv"; backward, "convT" ] do
                        for variable, letter in [ x, "x"; w, "w"; y, "y" ] do
                            Equation.scalar
                                $"the derivative of {shown} along {letter}"
                                size
                                (at (along form variable))
                                expected
                ])

    /// The elementwise functions, each with its parameters, its definition by scalars and the points to look at.
    let unaries: (string * (Tensor -> Tensor) * (float -> float) * float list) list =
        let anywhere = [ -3.0; -1.25; -0.5; 0.75; 2.0; 3.5 ]
        let positive = [ 0.25; 0.75; 1.0; 2.0; 5.5 ]

        [
            "affine", (fun x -> 2.5 * x - 0.75), (fun v -> 2.5 * v - 0.75), anywhere
            "exp", Tensor.exp, exp, anywhere
            "log", Tensor.log, log, positive
            "log1p", Tensor.log1p, (fun v -> log (1.0 + v)), positive
            "expm1", Tensor.expm1, (fun v -> exp v - 1.0), anywhere
            "sqrt", Tensor.sqrt, sqrt, positive
            "reciprocal", Tensor.reciprocal, (fun v -> 1.0 / v), anywhere
            "square", Tensor.square, (fun v -> v * v), anywhere
            for exponent in [ 3.0; 0.5; -1.5; 2.25 ] do
                $"power {exponent}", Tensor.power exponent, (fun v -> v ** exponent), positive
            "tanh", Tensor.tanh, tanh, anywhere
            "sigmoid", Tensor.sigmoid, (fun v -> 1.0 / (1.0 + exp -v)), anywhere
            "softplus", Tensor.softplus, (fun v -> log (1.0 + exp v)), anywhere
            "log sigmoid", Tensor.logSigmoid, (fun v -> -(log (1.0 + exp -v))), anywhere
            for slope in [ 0.0; 0.2; 0.75 ] do
                $"leaky relu {slope}", Tensor.leakyRelu slope, (fun v -> if v > 0.0 then v else slope * v), anywhere
            "sin", Tensor.sin, sin, anywhere
            "cos", Tensor.cos, cos, anywhere
            "abs", Tensor.abs, abs, anywhere
        ]

    /// An elementwise function has the values of its definition, and the derivatives of first and second order of it.
    let elementwise (name: string) (f: Tensor -> Tensor) (definition: float -> float) (points: float list) : Law =
        Law.forEach
            {
                Name = "tensor-derivative"
                Statement =
                    "Elementwise functions have the values of their definition, and derivatives of first and second order as its "
                    + "differences have."
                Source = ""
                // Points keep 1/4 from kinks and poles: with h = 1/256, h^6 f'''''''/140 < 1e-9 f, and rounding leaves 20 ulp
                // f/h = 1e-12 f.
                Judge = Judge.Relative(1e-7, "six-point stencil with step 1/256 at 1/4 and more from kinks and poles")
            }
            name
            points
            (fun v ->
                let x = Tensor.input "x" [||]
                let at (output: Tensor) (v: float) = (evaluate [ x, [| v |] ] output)[0]
                let slope = Differentiate.gradient (f x) x
                let bend = Differentiate.gradient slope x
                let h = 1.0 / 256.0
                let first = Differences.derivative h (fun e -> definition (v + e))
                let second = Differences.derivative h (fun e -> at slope (v + e))
                let size = 1.0 + abs (definition v) + abs first + abs second

                [
                    Equation.scalar $"f({v})" (1e-6 * size) (at (f x) v) (definition v)
                    Equation.scalar $"f'({v})" size (at slope v) first
                    Equation.scalar $"f''({v})" size (at bend v) second
                ])

    // f(x) = sum sin(x_i x_(i+1)) + x_i^4/12, with mixed second derivatives that move.
    let private bowl (x: Tensor) : Tensor =
        let n = x.Size

        let shifted =
            Tensor.concatenate 0 [ Tensor.slice 0 1 (n - 1) x; Tensor.slice 0 0 1 x ]

        Tensor.sum (Tensor.sin (x * shifted))
        + Tensor.sum (Tensor.square (Tensor.square x)) / 12.0

    /// The product of a Hessian with a vector that depends on the variable is H(x) g(x), without the derivative of g.
    let hessian (name: string) (multiply: Tensor -> Tensor -> Tensor -> Tensor) : Law =
        Law.forEach
            {
                Name = "hessian-vector"
                Statement =
                    "The Hessian of f times a vector is d/de grad f(x + e v) at v = g(x), also where the vector depends on x."
                Source = ""
                Judge =
                    Judge.Relative(
                        1e-9,
                        "six-point stencil with step 1/256: truncation 256^-6 f'''''''/140, rounding 1e-12"
                    )
            }
            name
            [ 2; 3; 5; 8 ]
            (fun n ->
                let x = Tensor.input "x" [| n |]
                let point = numbers "x" n
                let gradient = Differentiate.gradient (bowl x) x
                let at (output: Tensor) (values: float[]) = evaluate [ x, values ] output

                [
                    for g, shown in
                        [
                            x, "x"
                            Tensor.square x, "x^2"
                            Tensor.fill [| n |] 1.0, "1"
                            gradient, "grad f"
                        ] do
                        let v = at g point
                        let size = 1.0 + Vectors.squaredNorm v

                        let expected =
                            Array.init n (fun i ->
                                Differences.derivative (1.0 / (256.0 * size)) (fun e ->
                                    (at gradient (Array.map2 (fun p u -> p + e * u) point v))[i]))

                        Equation.vector $"H g at g = {shown}" (size * size) (at (multiply (bowl x) x g) point) expected
                ])
