namespace GanFlowTheory.Core

open TorchSharp
open GanFlowTheory.Core.Extending

/// <summary>Elementwise functions as LibTorch has them, and mended where it means something else: at NaN, at 0, or far
/// out.</summary>
/// <remarks>What a function returns is new and contiguous, and its caller's to dispose. TorchSharp's x.add(y) and x.square()
/// make a number of their own, which the collector may free while LibTorch reads it: factors are named, and squares are
/// products.</remarks>
module internal TorchElementwise =

    let scalar (value: float) : Scalar = value.ToScalar()

    /// f of a tensor that is given up after it.
    let inline private thenDispose ([<InlineIfLambda>] f: torch.Tensor -> torch.Tensor) (x: torch.Tensor) =
        let result = f x
        x.Dispose()
        result

    // An operation in place gives its tensor, under the same or a new handle.
    let inPlace (f: torch.Tensor -> torch.Tensor) (x: torch.Tensor) : torch.Tensor =
        let same = f x

        if not (obj.ReferenceEquals(same, x)) then
            same.Dispose()

        x

    // Numbers as LibTorch takes them have memory of their own: they are made once.
    let private one = lazy (scalar 1.0)
    let private zero = lazy (scalar 0.0)
    let private minusTwo = lazy (scalar -2.0)
    let private four = lazy (scalar 4.0)
    let private positiveInfinity = lazy (scalar infinity)
    let private negativeInfinity = lazy (scalar -infinity)
    let private notANumber = lazy (scalar nan)

    /// x + y in place of x.
    let addInPlace (x: torch.Tensor) (y: torch.Tensor) : unit =
        inPlace _.add_(y, one.Value) x |> ignore

    let private square (x: torch.Tensor) : torch.Tensor = x.mul x

    let private affine (scale: float) (shift: float) : torch.Tensor -> torch.Tensor =
        let a, b = scalar scale, scalar shift

        if shift = 0.0 then fun x -> x.mul a
        elif scale = 1.0 then fun x -> x.add (b, one.Value)
        else fun x -> x.mul a |> inPlace _.add_(b, one.Value)

    // 1/cosh^2 x = 4 e/(1 + e)^2 with e = e^(-2 |x|).
    let private tanhSlope (x: torch.Tensor) : torch.Tensor =
        use e = x.abs () |> inPlace _.mul_(minusTwo.Value) |> inPlace _.exp_()
        use squared = e.add (one.Value, one.Value) |> thenDispose square
        e.mul four.Value |> thenDispose _.div(squared)

    let private pseudoReciprocal (x: torch.Tensor) : torch.Tensor =
        use isZero = x.eq zero.Value
        x.reciprocal () |> inPlace _.masked_fill_(isZero, zero.Value)

    let private far = lazy (scalar 40.0)

    // min(x, 0) - log(1 + e^-|x|); LibTorch loses subnormal numbers, and from 40 on it is -e^-x to all digits.
    let private logSigmoid (x: torch.Tensor) : torch.Tensor =
        use isFar = x.gt far.Value
        use tail = x.neg () |> inPlace _.exp_() |> inPlace _.neg_()
        use logs = torch.nn.functional.logsigmoid x
        torch.where (isFar, tail, logs)

    // LibTorch takes roots for powers of 1/2 and -1/2, which differ from powers at -infinity and -0.
    let private halfPower (isInverse: bool) (x: torch.Tensor) : torch.Tensor =
        use isEnd = x.eq negativeInfinity.Value

        if isInverse then
            use isZero = x.eq zero.Value

            x.rsqrt ()
            |> inPlace _.masked_fill_(isEnd, zero.Value)
            |> inPlace _.masked_fill_(isZero, positiveInfinity.Value)
        else
            x.sqrt () |> inPlace _.masked_fill_(isEnd, positiveInfinity.Value)

    // LibTorch loses subnormal numbers, which are their own log(1 + x).
    let private log1p: torch.Tensor -> torch.Tensor =
        let smallest = lazy (scalar 1e-30)

        fun x ->
            use magnitude = x.abs ()
            use isSmall = magnitude.lt smallest.Value
            use logs = x.log1p ()
            torch.where (isSmall, x, logs)

    let private leakyStep (slope: float) : torch.Tensor -> torch.Tensor =
        let slope = scalar slope

        fun x ->
            use isPositive = x.gt zero.Value
            let steps = x.mul zero.Value |> inPlace _.fill_(slope)
            steps |> inPlace _.masked_fill_(isPositive, one.Value)

    // x itself where it is 0 or NaN.
    let private sign (x: torch.Tensor) : torch.Tensor =
        use magnitude = x.abs ()
        use isSigned = magnitude.gt zero.Value
        use signs = x.sign ()
        torch.where (isSigned, signs, x)

    /// y = f(x).
    let unary (f: Unary) : torch.Tensor -> torch.Tensor =
        match f with
        | Unary.Affine(scale, shift) -> affine scale shift
        | Unary.Exp -> _.exp()
        | Unary.Log -> _.log()
        | Unary.Log1p -> log1p
        | Unary.Expm1 -> _.expm1()
        | Unary.Sqrt -> _.sqrt()
        | Unary.Reciprocal -> _.reciprocal()
        | Unary.PseudoReciprocal -> pseudoReciprocal
        | Unary.Square -> square
        | Unary.Power 0.5 -> halfPower false
        | Unary.Power -0.5 -> halfPower true
        // LibTorch's 1/(x x) is 0 before the power is.
        | Unary.Power -2.0 -> fun x -> x.reciprocal () |> thenDispose square
        | Unary.Power exponent ->
            let exponent = scalar exponent
            fun x -> x.pow exponent
        | Unary.Tanh -> _.tanh()
        | Unary.TanhSlope -> tanhSlope
        | Unary.Sigmoid -> _.sigmoid()
        | Unary.Softplus -> fun x -> x.neg () |> thenDispose logSigmoid |> inPlace _.neg_()
        | Unary.LogSigmoid -> logSigmoid
        | Unary.LeakyRelu slope ->
            let slope = scalar slope
            fun x -> x.leaky_relu slope
        | Unary.LeakyStep slope -> leakyStep slope
        | Unary.Sin -> _.sin()
        | Unary.Cos -> _.cos()
        | Unary.Abs -> _.abs()
        | Unary.Sign -> sign

    // 0 where x is 0 and y is no number too, as LibTorch has it not for y below 0.
    let private xLogY (x: torch.Tensor) (y: torch.Tensor) : torch.Tensor =
        use isNegative = y.lt zero.Value
        x.xlogy y |> inPlace _.masked_fill_(isNegative, notANumber.Value)

    /// The tensor, or a contiguous copy in its place.
    let contiguous (x: torch.Tensor) : torch.Tensor =
        if x.is_contiguous () then
            x
        else
            x |> thenDispose _.contiguous()

    /// z = f(x, y), broadcast.
    let binary (f: Binary) : torch.Tensor -> torch.Tensor -> torch.Tensor =
        let apply: torch.Tensor -> torch.Tensor -> torch.Tensor =
            match f with
            | Binary.Add -> fun x y -> x.add (y, one.Value)
            | Binary.Subtract -> fun x y -> x.sub y
            | Binary.Multiply -> fun x y -> x.mul y
            | Binary.Divide -> fun x y -> x.div y
            | Binary.Max -> fun x y -> x.maximum y
            | Binary.XLogY -> xLogY

        fun x y -> contiguous (apply x y)
