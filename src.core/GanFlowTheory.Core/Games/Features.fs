namespace GanFlowTheory.Core

/// <summary>Finitely many functions Phi_1, .., Phi_m on R^d, whose span is a space of critics.</summary>
[<NoComparison; NoEquality>]
type Features =
    {
        /// Name shown in reports.
        Name: string
        /// The dimension d of the points.
        Dimension: int
        /// The number of functions m.
        Count: int
        /// Their values at n points, n x m.
        Values: Points -> Points
        /// Their gradients at n points, m of n x d.
        Jacobians: Points -> Points[]
    }

/// Making features, and combining them.
[<RequireQualifiedAccess>]
module Features =

    /// <summary>Features of your own: m functions on R^d by their values at n points, n x m, and their gradients there,
    /// m of n x d.</summary>
    let create
        (name: string)
        (dimension: int)
        (count: int)
        (values: Points -> Points)
        (jacobians: Points -> Points[])
        : Features =
        Guard.atLeast (nameof dimension) 1 dimension
        Guard.atLeast (nameof count) 1 count

        let checkedPoints (x: Points) =
            Guard.sameDimension "points" dimension x.Dimension
            x

        {
            Name = name
            Dimension = dimension
            Count = count
            Values =
                fun x ->
                    let given = values (checkedPoints x)

                    if isNull (box given) || given.Count <> x.Count || given.Dimension <> count then
                        Guard.fail
                            (nameof values)
                            (invariant
                                $"the values of features '{name}' must be {x.Count} x {count}, a row for each point.")

                    given
            Jacobians =
                fun x ->
                    let given = jacobians (checkedPoints x)

                    if isNull (box given) || given.Length <> count then
                        Guard.fail
                            (nameof jacobians)
                            (invariant $"features '{name}' must give {count} gradients, one for each.")

                    given
                    |> Array.map (Given.vectors (invariant $"the gradient of a function of features '{name}'") x)
        }

    // The exponents of degree 1 to the given one, by degree, the first coordinate's leading.
    let rec private exponents (dimension: int) (degree: int) : int list list =
        if dimension = 1 then
            [ [ degree ] ]
        else
            [
                for first in degree .. -1 .. 0 do
                    for rest in exponents (dimension - 1) (degree - first) -> first :: rest
            ]

    let private power (x: float) (k: int) : float =
        let mutable product = 1.0

        for _ in 1..k do
            product <- product * x

        product

    /// The monomials of degree 1 up to the given one, at least 1, on R^d.
    let polynomial (dimension: int) (degree: int) : Features =
        Guard.atLeast (nameof dimension) 1 dimension
        Guard.atLeast (nameof degree) 1 degree

        let monomials =
            [| 1..degree |]
            |> Array.collect (fun k -> exponents dimension k |> List.map List.toArray |> List.toArray)

        let product (x: Points) i (exponents: int[]) (but: int) =
            let mutable value = 1.0

            for k in 0 .. dimension - 1 do
                if k <> but then
                    value <- value * power x[i, k] exponents[k]

            value

        create
            (invariant $"polynomial:{degree}")
            dimension
            monomials.Length
            (fun x -> Points.init x.Count monomials.Length (fun i m -> product x i monomials[m] -1))
            (fun x ->
                monomials
                |> Array.map (fun exponents ->
                    Points.init x.Count dimension (fun i k ->
                        if exponents[k] = 0 then
                            0.0
                        else
                            float exponents[k] * power x[i, k] (exponents[k] - 1) * product x i exponents k)))

    /// x and x^2 on the line: a critic a x + b x^2 (T21-5).
    let moments: Features = { polynomial 1 2 with Name = "moments" }

    /// <summary>Random Fourier features sqrt(2/m) cos(w_j . x + b_j) on R^d, fixed by the seed: <c>&lt;Phi(x), Phi(y)></c>
    /// has expectation exp(-|x-y|^2 / (2 bandwidth^2)) (Rahimi and Recht, 2007).</summary>
    let randomFourier (dimension: int) (count: int) (bandwidth: float) (seed: Seed) : Features =
        Guard.atLeast (nameof dimension) 1 dimension
        Guard.atLeast (nameof count) 1 count
        let network = Network.randomFourierFeatures dimension count bandwidth seed
        let frequencies, phases = Network.fourierDraws dimension count bandwidth seed
        let scale = sqrt (2.0 / float count)

        // -sqrt(2/m) w_j sin(w_j . x + b_j).
        let gradient (x: Points) (m: int) =
            let data = Array.zeroCreate (x.Count * dimension)

            for i in 0 .. x.Count - 1 do
                let mutable angle = phases[m]

                for k in 0 .. dimension - 1 do
                    angle <- angle + frequencies[k * count + m] * x.Data[k * x.Count + i]

                let slope = -scale * sin angle

                for k in 0 .. dimension - 1 do
                    data[k * x.Count + i] <- slope * frequencies[k * count + m]

            Points.wrap x.Count dimension data

        create network.Name dimension count (Network.outputs network [||]) (fun x ->
            let gradients = Array.zeroCreate count

            Parallelism.overBlocks count 16 (fun first last ->
                for m in first .. last - 1 do
                    gradients[m] <- gradient x m)

            gradients)

    /// <summary>The function <c>&lt;a, Phi></c> as a potential, a of length m.</summary>
    let combine (a: float[]) (features: Features) : Potential =
        Guard.sameLength (nameof a) features.Count a.Length

        Potential.create
            (fun x ->
                let values = features.Values x

                Array.init x.Count (fun i ->
                    let mutable total = 0.0

                    for m in 0 .. a.Length - 1 do
                        total <- total + a[m] * values[i, m]

                    total))
            (fun x ->
                let data = Array.zeroCreate (x.Count * x.Dimension)

                features.Jacobians x
                |> Array.iteri (fun m gradient ->
                    for p in 0 .. data.Length - 1 do
                        data[p] <- data[p] + a[m] * gradient.Data[p])

                Points.wrap x.Count x.Dimension data)

    /// E Phi, length m.
    let mean (features: Features) (q: IMeasure) : float[] =
        let values = features.Values q.Nodes

        Array.init features.Count (fun m ->
            let mutable total = 0.0

            for i in 0 .. values.Count - 1 do
                total <- total + q.Weights[i] * values[i, m]

            total)
