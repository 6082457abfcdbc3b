// Every extension point of the library, used once: instances of your own, their laws, and what a slip looks like. Run it
// by dotnet run --project samples/Extending.FSharp -c Release
// The regions between "extending: begin" and "extending: end" are the F# code of docs/extending.md, and so is the text
// that the program prints.
module Extending.Program

open System
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// Runs the laws of an instance with a slip, and prints what they find.
let slip (laws: Law list) =
    try
        Law.check laws
        failwith "A slip passed its laws."
    with LawFalsified falsification ->
        printfn $"{(LawFalsified falsification).Message}"

// extending: begin
// F(q) = 1/2 |E_q X - m|^2; dF/dq is the linear function <E_q X - m, x>.
let meanDistance (m: float[]) : Functional<'q> when 'q :> IMeasure =
    let difference q = Array.map2 (-) (Measure.mean q) m

    Functional.create "1/2 |mean - m|^2" (fun q -> 0.5 * Array.sumBy (fun v -> v * v) (difference q)) (fun q ->
        let e = difference q
        Potential.ofPointwise (fun x -> Array.sum (Array.map2 (*) e x)) (fun _ -> e))

Laws.functional (meanDistance [| 1.0; -2.0 |]) |> Law.check
// extending: end

slip (
    Laws.functional
        { meanDistance [| 1.0; -2.0 |] with
            Value = fun q -> 2.0 * (meanDistance [| 1.0; -2.0 |]).Value q
        }
)

// extending: begin
// K c = A grad c at every node, A symmetric and positive.
let tilted (a: float[,]) : Metric<'q> when 'q :> ITransport =
    Metric.createTransport "tilted" (fun _ c ->
        let g = c.Gradient
        Points.init g.Count 2 (fun i k -> a[k, 0] * g[i, 0] + a[k, 1] * g[i, 1]))

Laws.metric (tilted (array2D [ [ 2.0; 1.0 ]; [ 1.0; 1.0 ] ])) |> Law.check
// extending: end

slip (Laws.metric (tilted (array2D [ [ 2.0; 1.0 ]; [ -1.0; 1.0 ] ])))

// extending: begin
// k(x, y) = 1/(1 + s), s = |x - y|^2, with its two derivatives in s.
let cauchy =
    Kernel.radial "cauchy" (fun s -> 1.0 / (1.0 + s)) (fun s -> -1.0 / (1.0 + s) ** 2.0) (fun s ->
        2.0 / (1.0 + s) ** 3.0)

Laws.kernel cauchy |> Law.check
// extending: end

// The same kernel shown beside those of the library.
Laws.kernel Kernel.cauchy |> Law.check

slip (
    Laws.kernel (
        Kernel.radial "cauchy" (fun s -> 1.0 / (1.0 + s)) (fun s -> 1.0 / (1.0 + s) ** 2.0) (fun s ->
            2.0 / (1.0 + s) ** 3.0)
    )
)

// extending: begin
// 1/2 MMD^2 to p seen through 64 points of p, fresh at every step.
let minibatch (kernel: Kernel) (p: Points) : Critic<'q> when 'q :> IMeasure =
    Critic.create "minibatch" (fun _ seed q ->
        let chosen = Seed.uniforms 64 seed |> Array.map (fun u -> int (u * float p.Count))
        (Functional.mmd kernel (Points.select chosen p |> Empirical.ofPoints)).FirstVariation q)

let p = Target.sample (Seed.create 1) 1000 (Target.parse "two-moons")

let path =
    Flow.descend (Functional.mmd (Kernel.gaussian 1.0) (Empirical.ofPoints p))
    |> Flow.seenBy (minibatch (Kernel.gaussian 1.0) p)
    |> Flow.steppedBy (Integrator.euler 0.1)
    |> Flow.from (Seed.gaussian 200 2 (Seed.create 2) |> Particles.ofPoints)
    |> Flow.steps 10

printfn $"K-correlation at the start: {path.Steps[0].Diagnostics.KCorrelation.Value:F2}"
// extending: end

// extending: begin
// Shu and Osher's method of order 3: A by rows, then b.
let threeStages tau =
    tau
    |> Integrator.ofTableau
        {
            Name = "ssprk3"
            Order = 3
            Stages = [| [||]; [| 1.0 |]; [| 0.25; 0.25 |] |]
            Weights = [| 1.0 / 6.0; 1.0 / 6.0; 2.0 / 3.0 |]
            ErrorWeights = None
        }

Laws.integrator (threeStages 0.1) |> Law.check
// extending: end

slip (
    let method = (threeStages 0.1).Method

    Laws.integrator (
        Integrator.ofTableau
            { method with
                Weights = [| 0.25; 0.25; 0.5 |]
            }
            0.1
    )
)

// extending: begin
// Brier's score with D = sigmoid(u): (1 - D)^2 on the target, D^2 on the current law.
let brier =
    ClassificationLoss.create "brier" (fun u -> Tensor.square (Tensor.sigmoid -u)) (fun u ->
        Tensor.square (Tensor.sigmoid u))

// Its minimiser must be u* = log r: at each u the slope of e^u real(u) + fake(u), with e^u held fixed, must vanish.
let slopes (loss: ClassificationLoss) (points: float[]) =
    let u = Tensor.input "u" [| points.Length |]

    let risk = Tensor.sum (Tensor.detach (Tensor.exp u) * loss.Real u + loss.Fake u)

    (Engine.compile Engine.managed [ u ] [ Differentiate.gradient risk u ]).Evaluate [| points |]
    |> Array.head

let largest = slopes brier [| -3.0 .. 3.0 |] |> Array.map abs |> Array.max
printfn $"Slopes at u = log r vanish: {largest < 1e-14}"
// extending: end

// extending: begin
// h(u) = arctan u with h'(u) = 1/(1 + u^2), u = log r: far from p and q alike the slope is small.
let arctan = GeneratorLoss.create "arctan" Math.Atan (fun u -> 1.0 / (1.0 + u * u))
Laws.loss arctan |> Law.check
// extending: end

slip (Laws.loss (GeneratorLoss.create "arctan" Math.Atan (fun u -> 1.0 / sqrt (1.0 + u * u))))

// extending: begin
// Independent logistic coordinates: log p = -sum_k (x_k + 2 log(1 + e^-x_k)), with score -tanh(x/2).
let logistic: Target =
    let softplus v =
        max v 0.0 + Math.Log(1.0 + exp -(abs v))

    {
        Name = "logistic"
        Description = "Two independent coordinates with the standard logistic law."
        Dimension = 2
        Sample =
            fun seed count ->
                let u = Seed.uniforms (2 * count) seed
                Points.init count 2 (fun i k -> log (u[2 * i + k] / (1.0 - u[2 * i + k])))
        LogDensity =
            Some(fun x -> Array.init x.Count (fun i -> x.Row i |> Array.sumBy (fun v -> -v - 2.0 * softplus -v)))
        Score = Some(fun x -> Points.init x.Count 2 (fun i k -> -(tanh (0.5 * x[i, k]))))
        Mixture = None
    }

let klTo (target: Target) =
    Functional.divergence FDivergence.kl (Density.ofTarget target)

Laws.functionalOnGaussians 2 (klTo logistic) |> Law.check
// extending: end

slip (
    Laws.functionalOnGaussians
        2
        (klTo
            { logistic with
                Score = Some(fun x -> Points.init x.Count 2 (fun i k -> -(tanh x[i, k])))
            })
)

// extending: begin
// A gated layer, tanh(x A) * sigmoid(x B), entry by entry; derivatives come by differentiation.
let gated (inputs: int) (outputs: int) =
    Network.create
        "gated"
        inputs
        outputs
        [
            Parameter.normal "A" [| inputs; outputs |] 0.5
            Parameter.normal "B" [| inputs; outputs |] 0.5
        ]
        (fun parameter x ->
            Tensor.tanh (Tensor.dot x (parameter "A"))
            * Tensor.sigmoid (Tensor.dot x (parameter "B")))

let generator = Network.chain [ gated 8 32; Network.affine 32 2 ]

printfn $"{Network.parameterCount generator} parameters"
// extending: end

// A slip in the shapes: the columns of A are summed.
try
    Network.create "summed" 8 32 [ Parameter.normal "A" [| 8; 32 |] 0.5 ] (fun parameter x ->
        Tensor.sumAlong 1 (Tensor.dot x (parameter "A")))
    |> fun network -> ParameterState.initial network 4 (Seed.create 0)
    |> fun state -> printfn $"{state.Nodes.Count}"

    failwith "A network with the wrong shape was taken."
with :? ArgumentException as refused ->
    printfn $"{refused.Message}"

// extending: begin
// p and q as Gaussians with independent coordinates: u is the difference of their log-densities.
let independent: RatioEstimator =
    let fitted (sample: IMeasure) =
        let covariance = Measure.covariance sample
        Density.gaussian (Measure.mean sample) (Array2D.mapi (fun j k v -> if j = k then v else 0.0) covariance)

    {
        Name = "independent"
        Fit =
            fun _ p q _ ->
                { RatioFit.exact (fitted p) (fitted q) with
                    Name = "independent"
                }
    }

// On fresh points its log-loss must lie below log 2 = 0.693, that of chance.
let lossOf (estimator: RatioEstimator) =
    let near seed =
        Seed.gaussian 500 2 (Seed.create seed) |> Empirical.ofPoints :> IMeasure

    let far seed =
        Seed.gaussian 500 2 (Seed.create seed) |> Points.scale 3.0 |> Empirical.ofPoints :> IMeasure

    let fit = estimator.Fit (Seed.create 0) (near 1) (far 2) None
    RatioFit.logLoss fit (near 3) (far 4)

printfn $"log-loss of independent: {lossOf independent:F3}"
// extending: end

let exchanged =
    lossOf
        { independent with
            Fit = fun seed p q before -> independent.Fit seed q p before
        }

printfn $"log-loss with p and q exchanged: {exchanged:F3}"

// extending: begin
// |mean x - mean y|^2 without what chance adds to it: MMD^2 of the inner product, without bias.
let byMeans: SampleEstimator =
    let mean k x = (Points.mean x)[k]
    // s^2/n of a coordinate; covariances have the divisor n.
    let chance k x =
        (Points.covariance x)[k, k] / float (x.Count - 1)

    {
        Name = "by means"
        Kernel = Kernel.dot
        Least = 2
        Paired = false
        Value =
            fun x y ->
                Seq.init x.Dimension (fun k -> (mean k x - mean k y) * (mean k x - mean k y) - chance k x - chance k y)
                |> Seq.sum
        Variance = None
    }

Laws.sampleEstimator byMeans |> Law.check
// extending: end

// The means alone: chance is left in.
slip (
    Laws.sampleEstimator
        { byMeans with
            Value =
                fun x y ->
                    Array.map2 (fun a b -> (a - b) * (a - b)) (Points.mean x) (Points.mean y)
                    |> Array.sum
        }
)

// extending: begin
// Two clouds: hunters go down 1/2 MMD^2 to the hunted, twice as fast as those go up theirs to the hunters.
let chase (kernel: Kernel) : Game<Product<Particles, Particles>> =
    let hunters =
        Player.ofFunctional "hunters" (fun (hunted: Particles) -> Functional.mmd kernel hunted) Metric.wasserstein
        |> Player.withClock 2.0

    let hunted =
        Player.ofFunctional
            "hunted"
            (fun (hunters: Particles) -> Functional.scale -1.0 (Functional.mmd kernel hunters))
            Metric.wasserstein

    Game.create hunters hunted

let clouds =
    Product.create
        (Seed.gaussian 8 2 (Seed.create 1) |> Particles.ofPoints)
        (Seed.gaussian 4 2 (Seed.create 2) |> Particles.ofPoints)

Laws.game (chase (Kernel.gaussian 1.0)) clouds |> Law.check
// extending: end

// The hunted see what the hunters see, and run into them.
slip (
    let toHunters (hunters: Particles) : Functional<Particles> =
        Functional.mmd (Kernel.gaussian 1.0) hunters

    Laws.game
        (Game.create
            (Player.ofFunctional "hunters" toHunters Metric.wasserstein)
            (Player.ofFunctional
                "hunted"
                (fun hunters ->
                    let functional = toHunters hunters
                    Functional.create "-mmd" (fun q -> -(functional.Value q)) functional.FirstVariation)
                Metric.wasserstein))
        clouds
)

// extending: begin
// The hinge loss (Lim and Ye 2017), and a penalty that holds slopes between the laws near 0.
let mean (w: Tensor) (h: Tensor) = Tensor.inner w (Tensor.sumAlong 1 h)

let hinge (generated: float) =
    { AdversarialLoss.create
          "hinge"
          (fun batch ->
              mean batch.TargetWeights (Tensor.leakyRelu 0.0 (1.0 - batch.Target))
              + mean batch.CurrentWeights (Tensor.leakyRelu 0.0 (1.0 + batch.Current)))
          (fun batch -> generated * mean batch.CurrentWeights batch.Current)
          (fun _ at -> Tensor.sumAlong 1 at) with
        Outputs = Some 1
    }

let flat (weight: float) =
    CriticPenalty.create "flat" (fun loss batch ->
        let t = Tensor.detach batch.Between.Value
        let slopes = Differentiate.gradient (Tensor.sum (loss.Witness batch (batch.At t))) t
        weight * Tensor.mean (Tensor.sumAlong 1 (Tensor.square slopes)))

// The GAN of the two: its critic takes five steps to one of the generator.
let options =
    CriticOptions.create (hinge -1.0) (Network.parse "2-32-32-1:tanh")
    |> CriticOptions.penalised [ flat 1.0 ]

let maker = ParameterState.initial (Network.parse "2-32-2:tanh") 64 (Seed.create 1)

let trained =
    Seed.gaussian 200 2 (Seed.create 2)
    |> Empirical.ofPoints
    |> Game.adversarial options Metric.euclidean (Integrator.optimised (Optimiser.adam 1e-3))
    |> Game.from (Game.ganStart (Seed.create 0) options.Network maker) (GameScheme.criticFirst 5)
    |> Flow.drawingAnew
    |> Flow.steps 20

Laws.adversarialLoss (hinge -1.0) @ Laws.adversarialWitness 1.0 (hinge -1.0)
|> Law.check

Laws.criticPenalty (flat 1.0) |> Law.check
// extending: end

// A generator that lowers what it should raise.
slip (Laws.adversarialWitness 1.0 (hinge 1.0))

// extending: begin
// x y, and an Euler step of one of its players while the other, on the clock 0, stands.
let rotation = Game.bilinear (array2D [ [ 1.0 ] ])

let move (clocks: float list) (length: float) (q: Product<Particles, Particles>) =
    let path =
        Game.withClocks clocks rotation
        |> Game.from q (GameScheme.simultaneous length)
        |> Flow.steps 1

    path.Final

let x, y = [ 1.0; 0.0 ], [ 0.0; 1.0 ]

// Half a step of x, a step of y, half a step of x: of order 2, as no velocity here depends on the player's own state.
let leapfrog (tau: float) =
    Scheme.create "leapfrog" 2 tau (fun length q ->
        q |> move x (0.5 * length) |> move y length |> move x (0.5 * length))

// The order that shows: ends at time 1 of runs with steps of 0.1, 0.05, 0.025 and 0.0125.
let orderOf (scheme: float -> Scheme<Product<Particles, Particles>>) =
    let study =
        Limit.study 1.0 0.1 4 [] (fun tau ->
            Game.flow rotation
            |> Flow.steppedByScheme (scheme tau)
            |> Flow.from (Product.create (Particles.point [| 1.0 |]) (Particles.point [| 0.0 |])))

    study.Order.Value

printfn $"order of leapfrog: {orderOf leapfrog:F2}"
// extending: end

// A slip, all of x's step at once.
let lopsided (tau: float) =
    Scheme.create "lopsided" 2 tau (fun length q -> q |> move x length |> move y length)

printfn $"order of leapfrog with a whole step of x at once: {orderOf lopsided:F2}"
