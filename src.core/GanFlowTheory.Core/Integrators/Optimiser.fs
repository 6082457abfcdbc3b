namespace GanFlowTheory.Core

open System
open System.Numerics

/// <summary>An optimiser: an integrator of coordinates that remembers.</summary>
type Optimiser =
    {
        /// The rule.
        Rule: OptimiserRule
        /// The step length tau, > 0.
        Rate: float
        /// The factor of the rate at each step.
        Schedule: Schedule
        /// The largest Euclidean norm of a velocity: longer ones are scaled to it; none where None.
        Clip: float option
        /// The largest size of a coordinate: a step ends at the nearest point of the box [-c, c]^P; no box where None.
        Box: float option
    }

/// <summary>What an optimiser remembers between steps.</summary>
[<NoComparison>]
type OptimiserMemory =
    {
        /// The name of the rule that remembers, such as adam.
        Rule: string
        /// The steps taken.
        Count: int
        /// The arrays that its rule keeps, each as long as the coordinates.
        Arrays: float[][]
    }

/// Making and stepping optimisers.
[<RequireQualifiedAccess>]
module Optimiser =

    let private create (rule: OptimiserRule) (rate: float) : Optimiser =
        Guard.positive (nameof rate) rate

        {
            Rule = rule
            Rate = rate
            Schedule = Schedule.Constant
            Clip = None
            Box = None
        }

    let private fraction (name: string) (value: float) =
        if not (value >= 0.0 && value < 1.0) then
            Guard.fail name (invariant $"{name} must lie in [0, 1), but is {value}.")

    /// Gradient descent: explicit Euler with the rate as its step.
    let gradientDescent (rate: float) : Optimiser =
        create OptimiserRule.GradientDescent rate

    /// Heavy ball; momentum beta in [0, 1).
    let heavyBall (rate: float) (beta: float) : Optimiser =
        fraction (nameof beta) beta
        create (OptimiserRule.HeavyBall beta) rate

    /// Nesterov's momentum; beta in [0, 1).
    let nesterov (rate: float) (beta: float) : Optimiser =
        fraction (nameof beta) beta
        create (OptimiserRule.Nesterov beta) rate

    /// Adam; beta1 and beta2 in [0, 1), epsilon > 0.
    let adamWith (rate: float) (beta1: float) (beta2: float) (epsilon: float) : Optimiser =
        fraction (nameof beta1) beta1
        fraction (nameof beta2) beta2
        Guard.positive (nameof epsilon) epsilon
        create (OptimiserRule.Adam(beta1, beta2, epsilon)) rate

    /// Adam with beta1 = 0.9, beta2 = 0.999 and epsilon = 1e-8.
    let adam (rate: float) : Optimiser = adamWith rate 0.9 0.999 1e-8

    /// RMSProp; decay in [0, 1), epsilon > 0.
    let rmsProp (rate: float) (decay: float) (epsilon: float) : Optimiser =
        fraction (nameof decay) decay
        Guard.positive (nameof epsilon) epsilon
        create (OptimiserRule.RmsProp(decay, epsilon)) rate

    /// Extragradient: two velocities a step.
    let extragradient (rate: float) : Optimiser = create OptimiserRule.Extragradient rate

    /// Optimistic gradient: one velocity a step.
    let optimistic (rate: float) : Optimiser = create OptimiserRule.Optimistic rate

    /// With a schedule of its rate, over at least one step.
    let scheduled (schedule: Schedule) (optimiser: Optimiser) : Optimiser =
        Schedule.factor 0 schedule |> ignore
        { optimiser with Schedule = schedule }

    /// With velocities scaled down to the Euclidean norm, > 0, where they are longer.
    let clipped (norm: float) (optimiser: Optimiser) : Optimiser =
        Guard.positive (nameof norm) norm
        { optimiser with Clip = Some norm }

    /// <summary>Within the box [-c, c]^P, c > 0: each step ends at the point of the box nearest to where it would have gone,
    /// the projected gradient; for a critic, weight clipping (Arjovsky et al. 2017).</summary>
    let inBox (c: float) (optimiser: Optimiser) : Optimiser =
        Guard.positive (nameof c) c
        { optimiser with Box = Some c }

    /// With its rate times the factor, > 0, such as that of a rate schedule.
    let scaled (factor: float) (optimiser: Optimiser) : Optimiser =
        Guard.positive (nameof factor) factor

        { optimiser with
            Rate = optimiser.Rate * factor
        }

    // Numbers as every reader of expressions reads them, in whatever culture the thread is.
    let private invariant (text: FormattableString) = invariant text

    /// The expression that makes the optimiser, such as adam:0.001,0.9,0.999,1E-08@cosine:1000@clip:1@box:0.01.
    let name (optimiser: Optimiser) : string =
        let rate = optimiser.Rate

        let rule =
            match optimiser.Rule with
            | OptimiserRule.GradientDescent -> invariant $"gd:{rate}"
            | OptimiserRule.HeavyBall beta -> invariant $"heavy-ball:{rate},{beta}"
            | OptimiserRule.Nesterov beta -> invariant $"nesterov:{rate},{beta}"
            | OptimiserRule.Adam(0.9, 0.999, 1e-8) -> invariant $"adam:{rate}"
            | OptimiserRule.Adam(beta1, beta2, 1e-8) -> invariant $"adam:{rate},{beta1},{beta2}"
            | OptimiserRule.Adam(beta1, beta2, epsilon) -> invariant $"adam:{rate},{beta1},{beta2},{epsilon}"
            | OptimiserRule.RmsProp(decay, 1e-8) -> invariant $"rmsprop:{rate},{decay}"
            | OptimiserRule.RmsProp(decay, epsilon) -> invariant $"rmsprop:{rate},{decay},{epsilon}"
            | OptimiserRule.Extragradient -> invariant $"extragradient:{rate}"
            | OptimiserRule.Optimistic -> invariant $"optimistic:{rate}"

        let schedule =
            match optimiser.Schedule with
            | Schedule.Constant -> ""
            | schedule -> invariant $"@{schedule}"

        let clip =
            match optimiser.Clip with
            | Some norm -> invariant $"@clip:{norm}"
            | None -> ""

        let box =
            match optimiser.Box with
            | Some c -> invariant $"@box:{c}"
            | None -> ""

        rule + schedule + clip + box

    /// The step length at step k.
    let rateAt (k: int) (optimiser: Optimiser) : float =
        optimiser.Rate * Schedule.factor k optimiser.Schedule

    // The name of a rule, without its numbers.
    let internal ruleName (optimiser: Optimiser) : string = (name optimiser).Split(':')[0]

    // The arrays that a rule keeps.
    let internal kept (optimiser: Optimiser) : int =
        match optimiser.Rule with
        | OptimiserRule.GradientDescent
        | OptimiserRule.Extragradient -> 0
        | OptimiserRule.HeavyBall _
        | OptimiserRule.Nesterov _
        | OptimiserRule.RmsProp _
        | OptimiserRule.Optimistic -> 1
        | OptimiserRule.Adam _ -> 2

    /// The memory at the start, for the given number of coordinates.
    let start (count: int) (optimiser: Optimiser) : OptimiserMemory =
        Guard.atLeast (nameof count) 0 count

        {
            Rule = ruleName optimiser
            Count = 0
            Arrays = Array.init (kept optimiser) (fun _ -> Array.zeroCreate count)
        }

    let private clip (optimiser: Optimiser) (v: float[]) =
        match optimiser.Clip with
        | Some limit ->
            let mutable largest = 0.0

            for entry in v do
                largest <- max largest (abs entry)

            // The norm in units of the largest entry, so that no square overflows: between 1 and sqrt P.
            let mutable square = 0.0

            if largest > 0.0 then
                for entry in v do
                    square <- square + (entry / largest) * (entry / largest)

            let factor = limit / largest / sqrt square

            if factor < 1.0 then
                for p in 0 .. v.Length - 1 do
                    v[p] <- factor * v[p]
        | None -> ()

    // NaN stays: it is no place that a projection could mend.
    let private project (optimiser: Optimiser) (x: float[]) =
        match optimiser.Box with
        | Some c ->
            for p in 0 .. x.Length - 1 do
                if x[p] > c then
                    x[p] <- c
                elif x[p] < -c then
                    x[p] <- -c
        | None -> ()

    // The coordinates of a task: enough to outweigh starting it.
    let private block = 8_192

    /// <summary>Every coordinate on its own, by lanes and one by one, in blocks shared among threads.</summary>
    /// <remarks>From both ends, as programs copy parameters in and gradients out: a coordinate stays with one
    /// processor.</remarks>
    let inline private each
        (count: int)
        ([<InlineIfLambda>] byLanes: int -> unit)
        ([<InlineIfLambda>] byOne: int -> unit)
        : unit =
        let blocks = (count + block - 1) / block

        Parallelism.fromBothEnds blocks (fun task ->
            let last = min count ((task + 1) * block)
            let mutable p = task * block

            while p + Vector<float>.Count <= last do
                byLanes p
                p <- p + Vector<float>.Count

            while p < last do
                byOne p
                p <- p + 1)

    let inline private load (values: float[]) (p: int) = Vector<float>(values, p)

    let inline private store (value: Vector<float>) (values: float[]) (p: int) = value.CopyTo(values, p)

    let private addScaled (x: float[]) (tau: float) (v: float[]) (moved: float[]) =
        let factor = Vector<float>(tau)

        each x.Length (fun p -> store (load x p + factor * load v p) moved p) (fun p -> moved[p] <- x[p] + tau * v[p])

    let private momentum (x: float[]) (m: float[]) (v: float[]) tau beta ahead (moved: float[]) (after: float[]) =
        for p in 0 .. x.Length - 1 do
            after[p] <- beta * m[p] + v[p]
            moved[p] <- x[p] + tau * (if ahead then v[p] + beta * after[p] else after[p])

    let private adamStep
        (x: float[])
        (m: float[])
        (s: float[])
        (v: float[])
        k
        tau
        beta1
        beta2
        (epsilon: float)
        (moved: float[])
        (mean: float[])
        (square: float[])
        =
        let size = tau * (1.0 / (1.0 - Math.Pow(beta1, float (k + 1))))
        let unbias = 1.0 / (1.0 - Math.Pow(beta2, float (k + 1)))
        let b1, c1 = Vector<float>(beta1), Vector<float>(1.0 - beta1)
        let b2, c2 = Vector<float>(beta2), Vector<float>(1.0 - beta2)

        let sizes, unbiases, small =
            Vector<float>(size), Vector<float>(unbias), Vector<float>(epsilon)

        each
            x.Length
            (fun p ->
                let v = load v p
                let first = b1 * load m p + c1 * v
                let second = b2 * load s p + c2 * (v * v)
                store first mean p
                store second square p
                store (load x p + sizes * first / (Vector.SquareRoot(unbiases * second) + small)) moved p)
            (fun p ->
                mean[p] <- beta1 * m[p] + (1.0 - beta1) * v[p]
                square[p] <- beta2 * s[p] + (1.0 - beta2) * (v[p] * v[p])
                moved[p] <- x[p] + size * mean[p] / (sqrt (unbias * square[p]) + epsilon))

    /// <summary>One step, from the coordinates x along the velocity v at them, which is overwritten: writes the new
    /// coordinates into moved and the new memory into the arrays, which may be x and the memory's own. Field writes the
    /// velocity at other coordinates into an array, for rules that ask for it. The memory after the step.</summary>
    let internal advance
        (optimiser: Optimiser)
        (memory: OptimiserMemory)
        (x: float[])
        (v: float[])
        (field: float[] -> float[] -> unit)
        (moved: float[])
        (arrays: float[][])
        : OptimiserMemory =
        let k = memory.Count
        let tau = rateAt k optimiser
        let before = memory.Arrays
        clip optimiser v

        match optimiser.Rule with
        | OptimiserRule.GradientDescent -> addScaled x tau v moved
        | OptimiserRule.HeavyBall beta -> momentum x before[0] v tau beta false moved arrays[0]
        | OptimiserRule.Nesterov beta -> momentum x before[0] v tau beta true moved arrays[0]
        | OptimiserRule.Adam(beta1, beta2, epsilon) ->
            adamStep x before[0] before[1] v k tau beta1 beta2 epsilon moved arrays[0] arrays[1]
        | OptimiserRule.RmsProp(decay, epsilon) ->
            let s, square = before[0], arrays[0]

            for p in 0 .. x.Length - 1 do
                square[p] <- decay * s[p] + (1.0 - decay) * (v[p] * v[p])
                moved[p] <- x[p] + tau * v[p] / (sqrt square[p] + epsilon)
        | OptimiserRule.Extragradient ->
            let ahead = Array.zeroCreate x.Length
            addScaled x tau v ahead
            project optimiser ahead
            field ahead v
            clip optimiser v
            addScaled x tau v moved
        | OptimiserRule.Optimistic ->
            let last = before[0]

            for p in 0 .. x.Length - 1 do
                moved[p] <- x[p] + tau * (if k = 0 then v[p] else 2.0 * v[p] - last[p])

            Array.blit v 0 arrays[0] 0 v.Length

        project optimiser moved

        { memory with
            Count = k + 1
            Arrays = arrays
        }

    /// A memory of another rule than the given one, of another number of arrays, or of another number of coordinates, is
    /// an argument error.
    let internal checkMemoryOf (rule: string) (kept: int) (coordinates: int) (memory: OptimiserMemory) : unit =
        Guard.atLeast "memory.Count" 0 memory.Count

        if memory.Rule <> rule then
            Guard.fail
                (nameof memory)
                (invariant $"memory must be that of {rule}, whose rule is to step, but is that of {memory.Rule}.")

        if memory.Arrays.Length <> kept then
            Guard.fail
                (nameof memory)
                (invariant $"memory of {memory.Rule} must have {kept} arrays, but has {memory.Arrays.Length}.")

        for array in memory.Arrays do
            Guard.sameLength (nameof memory) coordinates array.Length

    /// A memory of another optimiser, or of another number of coordinates, is an argument error.
    let internal checkMemory (optimiser: Optimiser) (coordinates: int) (memory: OptimiserMemory) : unit =
        checkMemoryOf (ruleName optimiser) (kept optimiser) coordinates memory

    /// The same as step, with arrays of the store.
    let internal stepIn
        (store: ArrayStore)
        (optimiser: Optimiser)
        (memory: OptimiserMemory)
        (x: float[])
        (v: float[])
        (field: float[] -> float[])
        : struct (float[] * OptimiserMemory) =
        Guard.sameLength (nameof v) x.Length v.Length
        checkMemory optimiser x.Length memory

        let moved = store.Take()
        let velocity = store.CopyOf v
        let arrays = memory.Arrays |> Array.map (fun _ -> store.Take())

        let intoArray (at: float[]) (target: float[]) =
            let v: float[] = field at
            Guard.sameLength (nameof field) target.Length v.Length
            Array.blit v 0 target 0 v.Length

        let after = advance optimiser memory x velocity intoArray moved arrays
        store.GiveBack velocity
        struct (moved, after)

    /// <summary>One step, from the coordinates x along the velocity v there, with a memory of the same optimiser; field
    /// gives the velocity at other coordinates. The new coordinates and the new memory; nothing given is
    /// changed.</summary>
    let step
        (optimiser: Optimiser)
        (memory: OptimiserMemory)
        (x: float[])
        (v: float[])
        (field: float[] -> float[])
        : struct (float[] * OptimiserMemory) =
        stepIn (ArrayStore x.Length) optimiser memory x v field
