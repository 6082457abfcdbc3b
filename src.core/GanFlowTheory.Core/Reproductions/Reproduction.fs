namespace GanFlowTheory.Core

/// <summary>Facts of a source that the library computes again.</summary>
[<NoComparison; NoEquality>]
type Reproduction =
    {
        /// The name, as on the command line.
        Name: string
        /// What is reproduced, in one sentence.
        Description: string
        /// The facts; what is random in them follows the seed.
        Facts: Seed -> PrintedFact list
    }

/// What can be reproduced.
[<RequireQualifiedAccess>]
module Reproduction =

    /// All that needs no training.
    let all: Reproduction list =
        let reproduction name description facts =
            {
                Name = name
                Description = description
                Facts = facts
            }

        [
            reproduction
                "bsag18-b4"
                "W1 of N(1,1) and N(0,1) by a critic that one training pair chooses: 0.52 in place of 1."
                CriticBiasFacts.onePair
            reproduction
                "bsag18-b5"
                "The largest MMD^2 of a projection, chosen by two training samples of each law: about 0.6 in place of 1."
                CriticBiasFacts.maximalMmd
            reproduction
                "bsag18-kid-gaussians"
                "KID of N(0,1) and N(1,1), and two laws that FID of samples ranks wrongly."
                KidFacts.gaussians
            reproduction
                "yzl23-gaussian"
                "MonoFlow's Gaussian example: KL and W2^2 at the start, and KL along the flow."
                MonoFlowFacts.gaussian
            reproduction
                "yzl23-shift"
                "The shifted losses softplus(u + C): the larger C, the faster, up to the logit loss; nothing is printed of it."
                MonoFlowFacts.shift
            reproduction
                "hz23-jsd"
                "The flow of JSD from N(1.5, 0.64) to N(0,1): JSD, mean and variance."
                DensityFacts.jsd
        ]

    /// The reproduction of that name; anything else throws an argument exception with the nearest name.
    let parse (expression: string) : Reproduction =
        match all |> List.tryFind (fun r -> r.Name = expression) with
        | Some found -> found
        | None ->
            Guard.fail
                (nameof expression)
                (NearestName.unknown "reproduction" expression (all |> List.map _.Name) + ".")
