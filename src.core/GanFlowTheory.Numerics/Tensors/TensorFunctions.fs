namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// Making tensor expressions.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Tensor =

    let private create (operation: Operation) (inputs: Tensor list) (shape: int[]) =
        Tensor.Create(operation, List.toArray inputs, shape)

    /// A value given when the program runs; the name appears in messages.
    let input (name: string) (shape: int[]) : Tensor =
        Shape.check (nameof shape) shape
        create (Operation.Input name) [] (Array.copy shape)

    /// Fixed entries, row-major.
    let constant (shape: int[]) (values: float[]) : Tensor =
        Shape.check (nameof shape) shape
        Guard.sameLength (nameof values) (Shape.size shape) values.Length
        create (Operation.Constant(Array.copy values)) [] (Array.copy shape)

    /// One number everywhere.
    let fill (shape: int[]) (value: float) : Tensor =
        Shape.check (nameof shape) shape
        create (Operation.Fill value) [] (Array.copy shape)

    /// A number: the empty shape.
    let number (value: float) : Tensor = fill [||] value

    /// The points as an n x d matrix of fixed entries.
    let ofPoints (points: Points) : Tensor =
        create (Operation.Constant(Points.toRowMajor points)) [] [| points.Count; points.Dimension |]

    let internal unary (f: Unary) (x: Tensor) : Tensor = Tensor.Apply(f, x)

    let internal binary (f: Binary) (x: Tensor) (y: Tensor) : Tensor = Tensor.ApplyBoth(f, x, y)

    /// e^x.
    let exp (x: Tensor) : Tensor = unary Unary.Exp x

    /// log x; NaN below 0.
    let log (x: Tensor) : Tensor = unary Unary.Log x

    /// The square root; NaN below 0. Its derivative at 0 is 0.
    let sqrt (x: Tensor) : Tensor = unary Unary.Sqrt x

    /// 1/x, infinite at 0.
    let reciprocal (x: Tensor) : Tensor = unary Unary.Reciprocal x

    /// x^2.
    let square (x: Tensor) : Tensor = unary Unary.Square x

    /// x^exponent, as Math.Pow has it. For exponents between 0 and 1 its derivative at 0 is 0, as that of sqrt.
    let power (exponent: float) (x: Tensor) : Tensor =
        Guard.finite (nameof exponent) exponent

        match exponent with
        | 0.0 -> fill x.Extents 1.0
        | 1.0 -> x
        | 2.0 -> square x
        | 0.5 -> sqrt x
        | -1.0 -> reciprocal x
        | _ -> unary (Unary.Power exponent) x

    /// tanh x.
    let tanh (x: Tensor) : Tensor = unary Unary.Tanh x

    /// 1/(1 + e^-x).
    let sigmoid (x: Tensor) : Tensor = unary Unary.Sigmoid x

    /// log(1 + e^x), without overflow.
    let softplus (x: Tensor) : Tensor = unary Unary.Softplus x

    /// log(1/(1 + e^-x)), without overflow.
    let logSigmoid (x: Tensor) : Tensor = unary Unary.LogSigmoid x

    /// x for x > 0, slope x otherwise.
    let leakyRelu (slope: float) (x: Tensor) : Tensor =
        Guard.finite (nameof slope) slope
        unary (Unary.LeakyRelu slope) x

    /// sin x.
    let sin (x: Tensor) : Tensor = unary Unary.Sin x

    /// cos x.
    let cos (x: Tensor) : Tensor = unary Unary.Cos x

    /// |x|; its derivative at 0 is 0.
    let abs (x: Tensor) : Tensor = unary Unary.Abs x

    /// The input itself, held fixed by differentiation.
    let detach (x: Tensor) : Tensor =
        match x.Operation with
        | Operation.Detach
        | Operation.Fill _
        | Operation.Constant _ -> x
        | _ -> create Operation.Detach [ x ] x.Extents

    let private checkRank (name: string) (rank: int) (x: Tensor) =
        if x.Extents.Length <> rank then
            Guard.fail name (invariant $"{name} must have {rank} axes, but is {Shape.sentence x.Extents}.")

    /// The matrix product op(A) op(B), each matrix transposed where said.
    let matrixProduct (transposeLeft: bool) (transposeRight: bool) (left: Tensor) (right: Tensor) : Tensor =
        checkRank (nameof left) 2 left
        checkRank (nameof right) 2 right
        let a, b = left.Extents, right.Extents
        let m, inner = if transposeLeft then a[1], a[0] else a[0], a[1]
        let innerRight, n = if transposeRight then b[1], b[0] else b[0], b[1]

        if inner <> innerRight then
            let shown transposed (shape: int[]) =
                Shape.sentence shape + (if transposed then " (transposed)" else "")

            Guard.fail
                (nameof right)
                (invariant
                    $"the inner extents of a matrix product must agree, but the matrices are \
                  {shown transposeLeft a} and {shown transposeRight b}.")

        match left.Operation, right.Operation with
        | Operation.Fill 0.0, _
        | _, Operation.Fill 0.0 -> fill [| m; n |] 0.0
        | _ -> create (Operation.MatrixProduct(transposeLeft, transposeRight)) [ left; right ] [| m; n |]

    /// The matrix product A B.
    let dot (a: Tensor) (b: Tensor) : Tensor = matrixProduct false false a b

    /// Sums over the axes along which the shape, broadcast to the tensor's, is repeated.
    let sumTo (shape: int[]) (x: Tensor) : Tensor =
        Shape.check (nameof shape) shape

        if not (Shape.broadcastsTo x.Extents shape) then
            Guard.fail
                (nameof shape)
                (invariant
                    $"shape {Shape.sentence shape} must broadcast to the tensor's, but the tensor is \
                  {Shape.sentence x.Extents}.")

        match x.Operation with
        | _ when shape = x.Extents -> x
        | Operation.Fill value -> fill shape (value * float (x.Size / Shape.size shape))
        | _ -> create Operation.SumTo [ x ] (Array.copy shape)

    /// Repeats along axes of extent 1 and missing ones.
    let broadcastTo (shape: int[]) (x: Tensor) : Tensor =
        Shape.check (nameof shape) shape

        if not (Shape.broadcastsTo shape x.Extents) then
            Guard.fail
                (nameof shape)
                (invariant
                    $"the tensor must broadcast to shape {Shape.sentence shape}, but is {Shape.sentence x.Extents}.")

        match x.Operation with
        | _ when shape = x.Extents -> x
        | Operation.Fill value -> fill shape value
        | _ -> create Operation.BroadcastTo [ x ] (Array.copy shape)

    /// The same entries, row-major, in another shape of the same size.
    let rec reshape (shape: int[]) (x: Tensor) : Tensor =
        Shape.check (nameof shape) shape

        if Shape.size shape <> x.Size then
            Guard.fail
                (nameof shape)
                (invariant
                    $"shape {Shape.sentence shape} must have as many entries as the tensor, which is \
                  {Shape.sentence x.Extents}.")

        match x.Operation with
        | _ when shape = x.Extents -> x
        | Operation.Fill value -> fill shape value
        | Operation.Reshape -> reshape shape x.Inputs[0]
        | _ -> create Operation.Reshape [ x ] (Array.copy shape)

    let private checkAxis (axis: int) (x: Tensor) =
        if axis < 0 || axis >= x.Extents.Length then
            Guard.fail (nameof axis) (invariant $"axis must lie in 0..{x.Extents.Length - 1}, but is {axis}.")

    /// The sum of all entries, a number.
    let sum (x: Tensor) : Tensor = sumTo [||] x

    /// The sum along an axis, which goes.
    let sumAlong (axis: int) (x: Tensor) : Tensor =
        checkAxis axis x

        let kept =
            x.Extents |> Array.mapi (fun at extent -> if at = axis then 1 else extent)

        x |> sumTo kept |> reshape (Array.removeAt axis x.Extents)

    /// The mean of all entries, a number.
    let mean (x: Tensor) : Tensor =
        unary (Unary.Affine(1.0 / float x.Size, 0.0)) (sum x)

    /// The mean along an axis, which goes.
    let meanAlong (axis: int) (x: Tensor) : Tensor =
        checkAxis axis x
        unary (Unary.Affine(1.0 / float x.Extents[axis], 0.0)) (sumAlong axis x)

    /// The sum of products of entries of two tensors of one shape, a number.
    let inner (x: Tensor) (y: Tensor) : Tensor =
        if x.Extents <> y.Extents then
            Guard.fail
                (nameof y)
                (invariant
                    $"the tensors of an inner product must have one shape, but are {Shape.sentence x.Extents} and \
                  {Shape.sentence y.Extents}.")

        sum (x * y)

    /// Axes in another order: axis i of the result is axis order[i] of the tensor.
    let permute (order: int[]) (x: Tensor) : Tensor =
        if Array.sort order <> Array.init x.Extents.Length id then
            let shown = String.concat ", " (Array.map string order)

            Guard.fail
                (nameof order)
                (invariant $"order must name each of the {x.Extents.Length} axes once, but is [{shown}].")

        let shape = order |> Array.map (fun axis -> x.Extents[axis])

        match x.Operation with
        | _ when order = Array.init order.Length id -> x
        | Operation.Fill value -> fill shape value
        | _ -> create (Operation.Permute(Array.copy order)) [ x ] shape

    /// The transpose of a matrix.
    let transpose (x: Tensor) : Tensor =
        checkRank (nameof x) 2 x
        permute [| 1; 0 |] x

    /// The entries first .. first + extent - 1 along an axis.
    let rec slice (axis: int) (first: int) (extent: int) (x: Tensor) : Tensor =
        checkAxis axis x

        if first < 0 || extent < 1 || first + extent > x.Extents[axis] then
            Guard.fail
                (nameof first)
                (invariant
                    $"a slice must lie within the extent {x.Extents[axis]} of axis {axis}, but goes from {first} to \
                  {first + extent - 1}.")

        let shape = x.Extents |> Array.mapi (fun at n -> if at = axis then extent else n)

        match x.Operation with
        | _ when shape = x.Extents -> x
        | Operation.Fill value -> fill shape value
        | Operation.Slice(inner, start) when inner = axis -> slice axis (start + first) extent x.Inputs[0]
        | _ -> create (Operation.Slice(axis, first)) [ x ] shape

    /// Zeros of the given extent along an axis with each part added at its place.
    let internal assemble (axis: int) (extent: int) (parts: (int * Tensor) list) : Tensor =
        let _, head = List.head parts
        let shape = head.Extents |> Array.mapi (fun at n -> if at = axis then extent else n)

        match parts with
        | [ (0, part) ] when part.Extents = shape -> part
        | _ -> create (Operation.Assemble(axis, parts |> List.map fst |> List.toArray)) (List.map snd parts) shape

    /// The tensors one after the other along an axis; the other extents must agree.
    let concatenate (axis: int) (parts: Tensor list) : Tensor =
        match parts with
        | [] -> Guard.fail (nameof parts) "parts must not be empty."
        | head :: rest ->
            checkAxis axis head

            let others (x: Tensor) =
                x.Extents |> Array.mapi (fun at n -> if at = axis then 0 else n)

            for part in rest do
                if others part <> others head then
                    Guard.fail
                        (nameof parts)
                        (invariant
                            $"parts must agree off axis {axis}, but are {Shape.sentence head.Extents} and \
                          {Shape.sentence part.Extents}.")

            let firsts = parts |> List.scan (fun at part -> at + part.Extents[axis]) 0
            assemble axis (List.last firsts) (List.zip (List.take parts.Length firsts) parts)

    /// The rows (entries along the first axis) that the whole numbers in indices name, repeats allowed; a number
    /// outside them ends the run of the program with an error.
    let gather (indices: Tensor) (x: Tensor) : Tensor =
        checkRank (nameof indices) 1 indices
        checkAxis 0 x
        create Operation.Gather [ x; indices ] (Array.append indices.Extents x.Extents[1..])

    /// Zeros of count rows, with each row of x added to the one that indices names.
    let scatterAdd (count: int) (indices: Tensor) (x: Tensor) : Tensor =
        checkRank (nameof indices) 1 indices
        checkAxis 0 x
        Guard.atLeast (nameof count) 1 count
        Guard.sameLength (nameof indices) x.Extents[0] indices.Size
        create Operation.ScatterAdd [ x; indices ] (Array.append [| count |] x.Extents[1..])

    /// |x_i - y_j|^2 between the rows of two matrices, n x m, by differences.
    let squaredDistances (x: Tensor) (y: Tensor) : Tensor =
        checkRank (nameof x) 2 x
        checkRank (nameof y) 2 y

        if x.Extents[1] <> y.Extents[1] then
            Guard.fail
                (nameof y)
                (invariant
                    $"the rows must have one dimension, but the matrices are {Shape.sentence x.Extents} and \
                  {Shape.sentence y.Extents}.")

        create Operation.SquaredDistances [ x; y ] [| x.Extents[0]; y.Extents[0] |]

    let private differences (operation: Operation) (first: Tensor) (x: Tensor) (y: Tensor) (columns: int) : Tensor =
        create operation [ first; x; y ] [| x.Extents[0]; columns |]

    /// sum_j g_ij (x_i - y_j), n x d, by differences.
    let internal weightedDifferences (g: Tensor) (x: Tensor) (y: Tensor) : Tensor =
        differences (Operation.WeightedDifferences false) g x y x.Extents[1]

    /// sum_k h_ik (x_ik - y_jk), n x m, by differences.
    let internal projectedDifferences (h: Tensor) (x: Tensor) (y: Tensor) : Tensor =
        differences Operation.ProjectedDifferences h x y y.Extents[0]

    let private geometry (stride: int) (padding: int) : ConvolutionGeometry =
        Guard.atLeast (nameof stride) 1 stride
        Guard.atLeast (nameof padding) 0 padding
        { Stride = stride; Padding = padding }

    /// The adjoint of convolution in its filters.
    let internal convolutionFilter (g: ConvolutionGeometry) (filters: int[]) (images: Tensor) (outputs: Tensor) =
        create (Operation.ConvolutionFilter g) [ images; outputs ] filters

    /// The adjoint of convolution in its images.
    let internal convolutionAdjoint (g: ConvolutionGeometry) (images: int[]) (outputs: Tensor) (filters: Tensor) =
        create (Operation.ConvolutionTranspose g) [ outputs; filters ] images

    let internal convolutionOf (g: ConvolutionGeometry) (images: Tensor) (filters: Tensor) : Tensor =
        let x, w = images.Extents, filters.Extents

        let positions extent size =
            (extent + 2 * g.Padding - size) / g.Stride + 1

        create (Operation.Convolution g) [ images; filters ] [| x[0]; w[0]; positions x[2] w[2]; positions x[3] w[3] |]

    /// <summary>Cross-correlation of images, N x C x H x W and padded by zeros, with filters, O x C x h x w: N x O x
    /// ((H + 2 padding - h) / stride + 1) x likewise.</summary>
    let convolution (stride: int) (padding: int) (images: Tensor) (filters: Tensor) : Tensor =
        checkRank (nameof images) 4 images
        checkRank (nameof filters) 4 filters
        let g = geometry stride padding
        let x, w = images.Extents, filters.Extents

        if x[1] <> w[1] || x[2] + 2 * padding < w[2] || x[3] + 2 * padding < w[3] then
            Guard.fail
                (nameof filters)
                (invariant
                    $"filters must have the images' channels and fit into the padded images, but the images are \
                  {Shape.sentence x}, the filters {Shape.sentence w} and the padding {padding}.")

        convolutionOf g images filters

    /// <summary>Transposed convolution: N x O x H x W to N x C x ((H - 1) stride + h - 2 padding) x likewise, by O x C
    /// x h x w filters: the adjoint of convolution with them.</summary>
    let convolutionTranspose (stride: int) (padding: int) (images: Tensor) (filters: Tensor) : Tensor =
        checkRank (nameof images) 4 images
        checkRank (nameof filters) 4 filters
        let g = geometry stride padding
        let x, w = images.Extents, filters.Extents

        let extent positions size =
            (positions - 1) * stride + size - 2 * padding

        let height, width = extent x[2] w[2], extent x[3] w[3]

        if x[1] <> w[0] || height < 1 || width < 1 then
            Guard.fail
                (nameof filters)
                (invariant
                    $"filters must have the images' channels first and leave an image, but the images are \
                  {Shape.sentence x}, the filters {Shape.sentence w} and the padding {padding}.")

        convolutionAdjoint g [| x[0]; w[1]; height; width |] images filters
