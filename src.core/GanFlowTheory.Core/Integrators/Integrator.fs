namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// <summary>An explicit Runge-Kutta method by its Butcher tableau: k_i = f(x + tau sum_j A_ij k_j),
/// x+ = x + tau sum_i b_i k_i.</summary>
[<NoComparison>]
type RungeKutta =
    {
        /// Name shown in reports.
        Name: string
        /// The order of x+.
        Order: int
        /// The strictly lower triangular A, by rows; row 0 is empty.
        Stages: float[][]
        /// The weights b.
        Weights: float[]
        /// The weights of b minus those of the embedded method, whose step estimates the local error.
        ErrorWeights: float[] option
    }

/// How far one step goes.
[<RequireQualifiedAccess; NoComparison>]
type StepControl =
    /// Every step has length tau.
    | Fixed of tau: float
    /// Steps keep the embedded error estimate below absolute + relative |x| (root mean square over coordinates).
    | ErrorControlled of first: float * relative: float * absolute: float
    /// Steps shrink by halves from tau until F(x+) <= F(x) - fraction tau <xi, K c>: the functional never grows.
    | Descent of tau: float * fraction: float
    /// Steps follow an optimiser's rule, which remembers earlier velocities.
    | Optimised of Optimiser
    /// Every step has length tau, and solves an equation for where it ends.
    | Implicit of ImplicitRule * tau: float

/// <summary>An integrator: one step (the method) and how far it goes (the control).</summary>
[<NoComparison>]
[<StructuredFormatDisplay("{Name}")>]
type Integrator =
    {
        /// The method.
        Method: RungeKutta
        /// The step control.
        Control: StepControl
    }

    /// Its name.
    override this.ToString() = this.Name

    /// The expression that makes this integrator, such as euler:0.1: Integrator.parse gives it back, unless the method
    /// is your own.
    member this.Name =
        match this.Control with
        | StepControl.Fixed tau when this.Method.ErrorWeights.IsSome -> invariant $"{this.Method.Name}-fixed:{tau}"
        | StepControl.Fixed tau -> invariant $"{this.Method.Name}:{tau}"
        | StepControl.ErrorControlled(first, relative, absolute) ->
            invariant $"{this.Method.Name}:{relative},{absolute},{first}"
        | StepControl.Descent(tau, _) -> invariant $"descent:{tau}"
        | StepControl.Optimised optimiser -> Optimiser.name optimiser
        | StepControl.Implicit(_, tau) -> invariant $"{this.Method.Name}:{tau}"

/// The integrators.
[<RequireQualifiedAccess>]
module Integrator =

    let private euler' =
        {
            Name = "euler"
            Order = 1
            Stages = [| [||] |]
            Weights = [| 1.0 |]
            ErrorWeights = None
        }

    let private fixedStep (rule: RungeKutta) (tau: float) =
        Guard.positive (nameof tau) tau

        {
            Method = rule
            Control = StepControl.Fixed tau
        }

    /// Explicit Euler with step tau: x+ = x + tau v. Order 1.
    let euler (tau: float) : Integrator = fixedStep euler' tau

    /// Heun's method with step tau. Order 2.
    let heun (tau: float) : Integrator =
        tau
        |> fixedStep
            {
                Name = "heun"
                Order = 2
                Stages = [| [||]; [| 1.0 |] |]
                Weights = [| 0.5; 0.5 |]
                ErrorWeights = None
            }

    /// The classical Runge-Kutta method with step tau. Order 4.
    let rungeKutta4 (tau: float) : Integrator =
        tau
        |> fixedStep
            {
                Name = "rk4"
                Order = 4
                Stages = [| [||]; [| 0.5 |]; [| 0.0; 0.5 |]; [| 0.0; 0.0; 1.0 |] |]
                Weights = [| 1.0 / 6.0; 1.0 / 3.0; 1.0 / 3.0; 1.0 / 6.0 |]
                ErrorWeights = None
            }

    let private dormandPrinceRule =
        let weights =
            [|
                35.0 / 384.0
                0.0
                500.0 / 1113.0
                125.0 / 192.0
                -2187.0 / 6784.0
                11.0 / 84.0
                0.0
            |]

        let embedded =
            [|
                5179.0 / 57600.0
                0.0
                7571.0 / 16695.0
                393.0 / 640.0
                -92097.0 / 339200.0
                187.0 / 2100.0
                1.0 / 40.0
            |]

        {
            Name = "dopri5"
            Order = 5
            Stages =
                [|
                    [||]
                    [| 1.0 / 5.0 |]
                    [| 3.0 / 40.0; 9.0 / 40.0 |]
                    [| 44.0 / 45.0; -56.0 / 15.0; 32.0 / 9.0 |]
                    [| 19372.0 / 6561.0; -25360.0 / 2187.0; 64448.0 / 6561.0; -212.0 / 729.0 |]
                    [|
                        9017.0 / 3168.0
                        -355.0 / 33.0
                        46732.0 / 5247.0
                        49.0 / 176.0
                        -5103.0 / 18656.0
                    |]
                    Array.sub weights 0 6
                |]
            Weights = weights
            ErrorWeights = Some(Array.map2 (-) weights embedded)
        }

    /// Dormand-Prince 5(4) with error control: relative and absolute tolerance per coordinate, both > 0; the first step
    /// is tried with length first.
    let dormandPrince (first: float) (relative: float) (absolute: float) : Integrator =
        Guard.positive (nameof first) first
        Guard.positive (nameof relative) relative
        Guard.positive (nameof absolute) absolute

        {
            Method = dormandPrinceRule
            Control = StepControl.ErrorControlled(first, relative, absolute)
        }

    /// Dormand-Prince with fixed steps tau. Order 5.
    let dormandPrinceFixed (tau: float) : Integrator = fixedStep dormandPrinceRule tau

    /// Euler with backtracking, from tau: the functional falls at every step by at least a ten-thousandth of what the
    /// dissipation promises (Armijo), or the run ends as stalled.
    let descent (tau: float) : Integrator =
        Guard.positive (nameof tau) tau

        {
            Method = euler'
            Control = StepControl.Descent(tau, 1e-4)
        }

    /// Steps by an optimiser's rule; its rate multiplies the velocity, and time advances by it. Order 1.
    let optimised (optimiser: Optimiser) : Integrator =
        {
            Method = euler'
            Control = StepControl.Optimised optimiser
        }

    let private implicit (rule: ImplicitRule) (name: string) (order: int) (tau: float) : Integrator =
        Guard.positive (nameof tau) tau

        {
            Method =
                { euler' with
                    Name = name
                    Order = order
                }
            Control = StepControl.Implicit(rule, tau)
        }

    /// <summary>Implicit Euler with step tau: x+ = x + tau v(x+), by Newton's method. Order 1. In a metric that is
    /// Euclidean in the coordinates it is the equation of the minimising movement, and of the joint one of a
    /// game.</summary>
    let implicitEuler (tau: float) : Integrator =
        implicit ImplicitRule.Euler "implicit-euler" 1 tau

    /// <summary>The implicit midpoint rule with step tau: x+ = x + tau v((x + x+)/2), by Newton's method. Order 2; it
    /// keeps every quadratic invariant.</summary>
    let midpoint (tau: float) : Integrator =
        implicit ImplicitRule.Midpoint "midpoint" 2 tau

    let private checkRule (rule: RungeKutta) =
        Guard.atLeast "order" 1 rule.Order

        if rule.Stages.Length = 0 then
            Guard.fail "stages" "stages must have at least one row, but has none."

        Guard.sameLength "weights" rule.Stages.Length rule.Weights.Length
        rule.Weights |> Array.iter (Guard.finite "weights")

        rule.Stages
        |> Array.iteri (fun i row ->
            Guard.sameLength (invariant $"stages[{i}]") i row.Length
            row |> Array.iter (Guard.finite (invariant $"stages[{i}]")))

        rule.ErrorWeights
        |> Option.iter (fun weights ->
            Guard.sameLength "errorWeights" rule.Stages.Length weights.Length
            weights |> Array.iter (Guard.finite "errorWeights"))


    /// <summary>Steps of length tau by a Runge-Kutta method of your own. Row i of A has i entries; whether the method
    /// has the order that it declares is a law of integrators.</summary>
    let ofTableau (rule: RungeKutta) (tau: float) : Integrator =
        checkRule rule
        fixedStep rule tau

    /// <summary>Steps by a Runge-Kutta pair of your own, their length controlled by the local error that the embedded method of an order less
    /// estimates, from the length <c>first</c> on: at most absolute + relative |x| in each coordinate, in the mean of squares.</summary>
    /// <remarks>Whether it has the order that it declares, and keeps the error, are laws of integrators. An <c>ArgumentException</c> where the rule
    /// has no error weights, its lengths do not fit, or a number is not positive and finite.</remarks>
    let ofEmbedded (rule: RungeKutta) (first: float) (relative: float) (absolute: float) : Integrator =
        checkRule rule
        Guard.positive (nameof first) first
        Guard.positive (nameof relative) relative
        Guard.positive (nameof absolute) absolute

        if rule.ErrorWeights.IsNone then
            Guard.fail "errorWeights" "errorWeights must be there: without them a pair has no error."

        {
            Method = rule
            Control = StepControl.ErrorControlled(first, relative, absolute)
        }

    /// The step length to try first.
    let firstStep (integrator: Integrator) : float =
        match integrator.Control with
        | StepControl.Fixed tau -> tau
        | StepControl.ErrorControlled(first, _, _) -> first
        | StepControl.Descent(tau, _)
        | StepControl.Implicit(_, tau) -> tau
        | StepControl.Optimised optimiser -> Optimiser.rateAt 0 optimiser

    /// <summary>The same integrator with steps of length tau, for families of step lengths: the rate of an optimiser, the
    /// first step that descent tries.</summary>
    /// <exception cref="T:System.ArgumentException">An integrator that controls its error chooses its own
    /// steps.</exception>
    let withStep (tau: float) (integrator: Integrator) : Integrator =
        Guard.positive (nameof tau) tau

        { integrator with
            Control =
                match integrator.Control with
                | StepControl.Fixed _ -> StepControl.Fixed tau
                | StepControl.Implicit(rule, _) -> StepControl.Implicit(rule, tau)
                | StepControl.Descent(_, fraction) -> StepControl.Descent(tau, fraction)
                | StepControl.Optimised optimiser -> StepControl.Optimised { optimiser with Rate = tau }
                | StepControl.ErrorControlled _ ->
                    Guard.fail
                        (nameof integrator)
                        (invariant
                            $"integrator {integrator.Name} chooses its own steps, so that none can be given; take one of fixed steps, \
                          such as {integrator.Method.Name}-fixed:{tau}.")
        }

    /// Whether it can step a diffusion, as explicit Euler alone can.
    let takesNoise (integrator: Integrator) : bool =
        match integrator.Control with
        | StepControl.Fixed _ -> integrator.Method.Stages.Length = 1
        | _ -> false

    /// Whether it looks at the functional's value.
    let needsValue (integrator: Integrator) : bool =
        match integrator.Control with
        | StepControl.Descent _ -> true
        | _ -> false

    let private addScaledIn (store: ArrayStore) (x: float[]) (tau: float) (weights: float[]) (slopes: float[][]) =
        let result = store.CopyOf x

        for s in 0 .. weights.Length - 1 do
            let factor = tau * weights[s]

            if factor <> 0.0 then
                let slope = slopes[s]

                for p in 0 .. result.Length - 1 do
                    result[p] <- result[p] + factor * slope[p]

        result

    let private addScaled (x: float[]) (tau: float) (weights: float[]) (slopes: float[][]) : float[] =
        addScaledIn (ArrayStore x.Length) x tau weights slopes

    let private slopes (rule: RungeKutta) (problem: StepProblem) (tau: float) : float[][] =
        let k = Array.create rule.Stages.Length problem.Velocity

        for s in 1 .. rule.Stages.Length - 1 do
            k[s] <- problem.Field(addScaled problem.Coordinates tau rule.Stages[s] k)

        k

    // Root mean square of the error in units of its tolerance; a coordinate at -infinity (the logarithm of a zero
    // weight) has no error.
    let private errorSize relative absolute (x: float[]) (next: float[]) (error: float[]) =
        let mutable total = 0.0

        for p in 0 .. x.Length - 1 do
            if Double.IsFinite x[p] then
                let size = error[p] / (absolute + relative * max (abs x[p]) (abs next[p]))
                total <- total + size * size

        sqrt (total / float x.Length)

    let private shortest = 1e-14

    let rec private controlled rule (problem: StepProblem) relative absolute tau limit refused =
        let used = min tau limit
        let k = slopes rule problem used
        let next = addScaled problem.Coordinates used rule.Weights k
        let weights = rule.ErrorWeights |> Option.defaultValue [||]
        let error = addScaled (Array.zeroCreate next.Length) used weights k
        let size = errorSize relative absolute problem.Coordinates next error
        // The usual controller: the error of an order-p pair goes like tau^p; safety 0.9, change within a factor of 5.
        let factor = 0.9 * Math.Pow(max size 1e-10, -1.0 / float rule.Order)

        if size <= 1.0 then
            StepResult.Taken
                {
                    Coordinates = next
                    Length = used
                    Next = used * min 5.0 factor
                    Refused = refused
                    Memory = None
                    Solve = None
                }
        elif used < shortest * (1.0 + (if Double.IsFinite limit then limit else 0.0)) then
            StepResult.Refused(
                used,
                invariant $"the error estimate stays above its tolerance down to a step of {used:G3}"
            )
        else
            let factor = if Double.IsFinite size then max 0.2 factor else 0.2
            controlled rule problem relative absolute (used * factor) limit (refused + 1)

    let rec private descending (problem: StepProblem) merit fraction tau next refused =
        let moved = addScaled problem.Coordinates tau [| 1.0 |] [| problem.Velocity |]
        let value = merit.Value moved

        let promised = merit.Current - fraction * tau * max 0.0 merit.Dissipation

        // Strictly lower: where the promise is below rounding, a step that changes nothing would pass for ever.
        if value <= promised && value < merit.Current then
            // A step accepted at once may be tried twice as long next time, up to the given length.
            StepResult.Taken
                {
                    Coordinates = moved
                    Length = tau
                    Next = if refused = 0 then min next (2.0 * tau) else tau
                    Refused = refused
                    Memory = None
                    Solve = None
                }
        elif refused >= 60 then
            StepResult.Refused(tau, invariant $"no step down to {tau:G3} lowers the functional by more than rounding")
        else
            descending problem merit fraction (0.5 * tau) next (refused + 1)

    let private optimising (store: ArrayStore) (optimiser: Optimiser) (problem: StepProblem) limit =
        let count = problem.Coordinates.Length

        let memory =
            problem.Memory |> Option.defaultWith (fun () -> Optimiser.start count optimiser)

        let rate = Optimiser.rateAt memory.Count optimiser
        let used = min rate limit

        if rate = 0.0 then
            StepResult.Refused(
                0.0,
                invariant $"the schedule of {Optimiser.name optimiser} has come down to a step of length 0"
            )
        else
            let shortened =
                if used = rate then
                    optimiser
                else
                    { optimiser with
                        Rate = used
                        Schedule = Schedule.Constant
                    }

            let struct (moved, after) =
                Optimiser.stepIn store shortened memory problem.Coordinates problem.Velocity problem.Field

            StepResult.Taken
                {
                    Coordinates = moved
                    Length = used
                    Next = Optimiser.rateAt after.Count optimiser
                    Refused = 0
                    Memory = Some after
                    Solve = None
                }

    /// The same as step, with the new coordinates and the memory in arrays of the store.
    let internal stepIn
        (store: ArrayStore)
        (integrator: Integrator)
        (problem: StepProblem)
        (tau: float)
        (limit: float)
        : StepResult =
        let rule = integrator.Method

        match integrator.Control with
        | StepControl.Fixed length ->
            let used = min length limit
            let slopes = slopes rule problem used
            StepResult.taken (addScaledIn store problem.Coordinates used rule.Weights slopes) used length
        | StepControl.Implicit(rule, length) -> ImplicitStep.step rule problem length (min length limit)
        | StepControl.ErrorControlled(_, relative, absolute) -> controlled rule problem relative absolute tau limit 0
        | StepControl.Descent(length, fraction) ->
            match problem.Merit with
            | Some merit -> descending problem merit fraction (min tau limit) length 0
            | None ->
                Guard.fail "integrator" (invariant $"integrator {integrator.Name} needs a functional that has a value.")
        | StepControl.Optimised optimiser -> optimising store optimiser problem limit

    /// One step of at most the given length (the time left), tried with length tau. Descent without a merit is an
    /// argument error.
    let step (integrator: Integrator) (problem: StepProblem) (tau: float) (limit: float) : StepResult =
        stepIn (ArrayStore problem.Coordinates.Length) integrator problem tau limit
