namespace GanFlowTheory.Core

open System

/// A kernel expression that has been read; bandwidths given as 'median' are still open.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type internal KernelSyntax =
    | Closed of Kernel
    /// A bandwidth left to the median heuristic: the kernel's name and its maker.
    | Median of name: string * make: (float -> Kernel)
    | Scaled of float * KernelSyntax
    | Sum of KernelSyntax * KernelSyntax

/// <summary>A kernel expression that has been read and found correct; bandwidths given as <c>median</c> are
/// open.</summary>
[<Sealed>]
type ParsedKernel internal (text: string, syntax: KernelSyntax) =

    let rec hasMedian syntax =
        match syntax with
        | KernelSyntax.Closed _ -> false
        | KernelSyntax.Median _ -> true
        | KernelSyntax.Scaled(_, inner) -> hasMedian inner
        | KernelSyntax.Sum(a, b) -> hasMedian a || hasMedian b

    member internal _.Syntax = syntax

    /// The text as it was given.
    member _.Text = text

    /// Whether the median heuristic has to choose a bandwidth, so that a sample is needed.
    member _.NeedsSample = hasMedian syntax

    /// The text as it was given.
    override _.ToString() = text

/// <summary>A kernel made from an expression, and what the median heuristic chose on the way.</summary>
[<NoComparison; NoEquality>]
type ResolvedKernel =
    {
        /// The kernel; its name shows the chosen bandwidths as numbers.
        Kernel: Kernel
        /// For each part with an open bandwidth, in the order of the text: the part, such as gaussian:median, and the
        /// bandwidth chosen, in the units of the points.
        Chosen: (string * float) list
    }

/// <summary>Kernels from text: <c>gaussian:1</c>, <c>0.1*dot</c>, <c>rq:0.1 + 2*(rq:1 + laplace:median)</c>.</summary>
/// <remarks>
/// A sum of terms joined by +; a term is a kernel, a sum in parentheses, or a non-negative number, * and a term.
/// Kernels: gaussian:s, laplace:s, rq:a, imq:c,b, matern32:s, matern52:s, distance, distance:b (b above 0, at most 2),
/// distance-from:z1,z2,.. (the base point), distance:b,z1,z2,.. (both), dot, poly3 (any degree: poly1, poly2, ..), and the mixtures rq-paper, rq-code,
/// rq-code*, rbf-mix. The bandwidth s of gaussian, laplace, matern32 and matern52 may be the word median. Blanks may
/// stand between the parts.
/// The name of every kernel of the library is an expression that makes the same kernel again.
/// </remarks>
[<AutoOpen>]
module KernelExpressions =

    /// Kernels.
    [<RequireQualifiedAccess>]
    module Kernel =

        // Deeper nesting is no expression that a person writes, and each level costs a frame of the call stack.
        let private deepest = 200

        // A sum is read, made and summed term by term: more terms than this are no expression that a person writes.
        let private mostTerms = 1000

        /// Raises the one sentence for a fault at the given index of the text.
        let private fault (text: string) (index: int) (sentence: string) : 'a =
            let text =
                if text.Length > 200 then
                    text.Substring(0, 200) + ".."
                else
                    text

            Guard.fail "expression" (invariant $"kernel expression '{text}', position {index + 1}: {sentence}.")

        let private finite text index (what: string) (word: string) : float =
            match Numeral.decimal word with
            | Some value when Double.IsFinite value -> value
            | Some _ -> fault text index (invariant $"{what} must be finite, but is '{word}'")
            | None when word = "" -> fault text index (invariant $"{what} is missing")
            | None -> fault text index (invariant $"{what} must be a number, but is '{word}'")

        /// The name of a kernel with its parameters, none without a colon, and where they stand.
        type private Named =
            {
                Text: string
                Place: int
                Name: string
                Parameters: (int * string) list option
            }

            member this.Fail(sentence: string) : 'a = fault this.Text this.Place sentence

            member this.Positive(index: int, what: string, word: string) : float =
                let value = finite this.Text index (invariant $"the {what} of {this.Name}") word

                if value > 0.0 then
                    value
                else
                    fault this.Text index (invariant $"the {what} of {this.Name} must be positive, but is {value}")

            /// Coordinates, each with its place.
            member this.BasePoint(parameters: (int * string) list) : float[] =
                parameters
                |> List.map (fun (place, word) -> finite this.Text place "a coordinate of the base point" word)
                |> List.toArray

            /// As many parameters as there are letters.
            member this.Expecting(letters: string list) : (int * string) list =
                let plural = if letters.Length = 1 then "" else "s"
                let shown = String.Join(",", letters)

                let expected =
                    invariant $"{this.Name} takes {letters.Length} parameter{plural}, {this.Name}:{shown}"

                match this.Parameters with
                | None -> this.Fail(invariant $"{expected}, but has none")
                | Some given when given.Length <> letters.Length ->
                    this.Fail(invariant $"{expected}, but has {given.Length}")
                | Some given -> given

        let private bare name description kernel =
            name,
            description,
            fun (given: Named) ->
                match given.Parameters with
                | None -> KernelSyntax.Closed kernel
                | Some _ -> given.Fail(invariant $"{given.Name} takes no parameter")

        let private ofBandwidth name description make =
            invariant $"{name}:s",
            description,
            fun (given: Named) ->
                match given.Expecting [ "s" ] with
                | [ _, "median" ] -> KernelSyntax.Median(name, make)
                | parameters ->
                    let place, word = List.exactlyOne parameters
                    KernelSyntax.Closed(make (given.Positive(place, "bandwidth", word)))

        let private rationalQuadratic (given: Named) =
            let place, word = List.exactlyOne (given.Expecting [ "a" ])
            KernelSyntax.Closed(Kernel.rationalQuadratic (given.Positive(place, "exponent", word)))

        let private inverseMultiquadric (given: Named) =
            let parameters = given.Expecting [ "c"; "b" ]
            let (first, c), (second, b) = parameters[0], parameters[1]
            let c = given.Positive(first, "scale", c)
            KernelSyntax.Closed(Kernel.inverseMultiquadric c (given.Positive(second, "exponent", b)))

        let private distance (given: Named) =
            match given.Parameters with
            | None -> KernelSyntax.Closed Kernel.distance
            | Some parameters ->
                let place, word = parameters.Head
                let beta = given.Positive(place, "power", word)

                if beta < 1e-60 || beta > 2.0 then
                    fault
                        given.Text
                        place
                        (invariant $"the power of distance must be above 0, from 1E-60 on, and at most 2, but is {beta}")

                match given.BasePoint parameters.Tail with
                | [||] -> KernelSyntax.Closed(Kernel.distanceOf beta)
                | basePoint -> KernelSyntax.Closed(Kernel.distanceOfFrom beta basePoint)

        let private distanceFrom (given: Named) =
            match given.Parameters with
            | None -> given.Fail "distance-from takes the base point, distance-from:z1,z2,.., but has none"
            | Some parameters -> given.BasePoint parameters |> Kernel.distanceFrom |> KernelSyntax.Closed

        let private table: (string * string * (Named -> KernelSyntax)) list =
            [
                ofBandwidth "gaussian" "exp(-|x-y|^2/(2 s^2))" Kernel.gaussian
                ofBandwidth "laplace" "exp(-|x-y|/s)" Kernel.laplace
                "rq:a", "rational quadratic (1 + |x-y|^2/(2a))^(-a)", rationalQuadratic
                "imq:c,b", "inverse multiquadric (1 + |x-y|^2/c^2)^(-b)", inverseMultiquadric
                ofBandwidth "matern32" "Matern of smoothness 3/2" Kernel.matern32
                ofBandwidth "matern52" "Matern of smoothness 5/2" Kernel.matern52
                "distance", "1/2 (|x| + |y| - |x-y|)", distance
                "distance:b", "1/2 (|x|^b + |y|^b - |x-y|^b), 0 < b <= 2", distance
                "distance-from:z1,..,zd", "1/2 (|x-z| + |y-z| - |x-y|)", distanceFrom
                "distance:b,z1,..,zd", "1/2 (|x-z|^b + |y-z|^b - |x-y|^b)", distance
                bare "dot" "<x,y>" Kernel.dot
                bare "poly3" "(<x,y>/d + 1)^3, and so poly1, poly2, .." Kernel.poly3
                bare "rq-paper" "rq:0.2 + rq:0.5 + rq:1 + rq:2 + rq:5" Kernel.rqPaper
                bare "rq-code" "rq:0.1 + rq:1 + rq:10" Kernel.rqCode
                bare "rq-code*" "rq-code + dot" Kernel.rqCodeStar
                bare "rbf-mix" "a sum of Gaussians of several bandwidths" Kernel.rbfMix
            ]

        let private makers =
            [ for shape, _, make in table -> shape.Split(':').[0], make ]
            |> List.distinctBy fst

        let private ofName (given: Named) : KernelSyntax =
            match makers |> List.tryFind (fun (name, _) -> name = given.Name) with
            | Some(_, make) -> make given
            | None when given.Name.StartsWith("poly", StringComparison.Ordinal) && given.Name.Length > 4 ->
                match (Numeral.wholeFrom 1).Read(given.Name.Substring 4) with
                | Some degree ->
                    let _, _, make = bare given.Name "" (Kernel.polynomial degree)
                    make given
                | None ->
                    given.Fail(
                        invariant
                            $"the degree of poly must be a whole number of at least 1, but is '{given.Name.Substring 4}'"
                    )
            | None -> given.Fail(NearestName.unknown "kernel" given.Name (List.map fst makers))

        /// Recursive descent over one text.
        type private Reader(text: string) =
            let mutable at = 0
            let mutable terms = 0

            let fail index sentence = fault text index sentence

            let skipBlanks () =
                while at < text.Length && Char.IsWhiteSpace text[at] do
                    at <- at + 1

            let peek () =
                skipBlanks ()
                if at < text.Length then Some text[at] else None

            let takeWhile (accepts: int -> bool) =
                let first = at

                while at < text.Length && accepts at do
                    at <- at + 1

                text.Substring(first, at - first)

            /// A parameter: everything up to a separator. A sign belongs to it at its start and in an exponent.
            let word () =
                skipBlanks ()
                let first = at

                let exponentBefore index =
                    index - 2 >= first
                    && (text[index - 1] = 'e' || text[index - 1] = 'E')
                    && (Char.IsAsciiDigit text[index - 2] || text[index - 2] = '.')

                takeWhile (fun index ->
                    match text[index] with
                    | ','
                    | '*'
                    | '('
                    | ')' -> false
                    | '+' -> index = first || exponentBefore index
                    | c -> not (Char.IsWhiteSpace c))

            /// The parameters after a colon with their positions; None without a colon.
            let parameters () =
                if peek () <> Some ':' then
                    None
                else
                    at <- at + 1

                    let rec rest read =
                        skipBlanks ()
                        let read = (at, word ()) :: read

                        if peek () = Some ',' then
                            at <- at + 1
                            rest read
                        else
                            List.rev read

                    Some(rest [])

            let name () =
                let letters =
                    takeWhile (fun index -> Char.IsAsciiLetterOrDigit text[index] || text[index] = '-')

                if letters = "rq-code" && at < text.Length && text[at] = '*' then
                    at <- at + 1
                    "rq-code*"
                else
                    letters

            let rec sum depth =
                let mutable total = product depth

                while peek () = Some '+' do
                    at <- at + 1
                    total <- KernelSyntax.Sum(total, product depth)

                total

            and product depth =
                if depth > deepest then
                    fail at (invariant $"parentheses and factors are nested deeper than {deepest}")

                match peek () with
                | None when at = 0 || text.AsSpan(0, at).IsWhiteSpace() ->
                    fail at "a kernel was expected, but it is empty"
                | None -> fail at "a kernel was expected, but the expression ends here"
                | Some '(' ->
                    let opening = at
                    at <- at + 1
                    let inner = sum (depth + 1)

                    match peek () with
                    | Some ')' ->
                        at <- at + 1
                        inner
                    | Some c -> fail at (invariant $"')' or '+' was expected, but '{c}' was found")
                    | None -> fail opening "this parenthesis is never closed"
                | Some c when Char.IsAsciiDigit c || c = '.' || c = '-' ->
                    let place = at
                    let factor = finite text place "a factor" (word ())

                    if factor < 0.0 then
                        fail place (invariant $"a factor must be non-negative, but is {factor}")

                    match peek () with
                    | Some '*' ->
                        at <- at + 1
                        KernelSyntax.Scaled(factor, product (depth + 1))
                    | _ -> fail place (invariant $"the factor {factor} must be followed by * and a kernel")
                | Some c when Char.IsAsciiLetter c ->
                    let place = at
                    let name = name ()
                    terms <- terms + 1

                    if terms > mostTerms then
                        fail place (invariant $"a kernel has at most {mostTerms} terms, but here is one more")

                    ofName
                        {
                            Text = text
                            Place = place
                            Name = name
                            Parameters = parameters ()
                        }
                | Some c -> fail at (invariant $"a kernel was expected, but '{c}' was found")

            member _.Read() =
                let syntax = sum 0

                match peek () with
                | None -> syntax
                | Some ')' -> fail at "this parenthesis was never opened"
                | Some '*' -> fail at "a factor stands before its kernel, as in 0.1*dot, and kernels are not multiplied"
                | Some '-' ->
                    fail at "kernels are added, never subtracted: a difference need not be positive semidefinite"
                | Some c -> fail at (invariant $"'+' or the end was expected, but '{c}' was found")

        /// Reads a kernel expression; an argument error names the first fault and its position, counted from 1.
        let read (text: string) : ParsedKernel = ParsedKernel(text, Reader(text).Read())

        /// How kernels are spelled; sums, multiples and parentheses are made of these.
        let forms: Form<ParsedKernel> list =
            [
                for shape, description, _ in table -> Form.create shape description (fun given -> read given.Text)
            ]

        /// Makes the kernel, with the median heuristic of the sample for every bandwidth given as median; the sample is
        /// called for at most once, and only if needed. An argument error is thrown where it is needed and missing.
        let resolve (parsed: ParsedKernel) (sample: (unit -> Points) option) : ResolvedKernel =
            let median =
                lazy
                    (match sample with
                     | Some points -> Bandwidth.median (points ())
                     | None ->
                         Guard.fail
                             "sample"
                             (invariant
                                 $"kernel expression '{parsed.Text}' asks for the median heuristic, \
                               but there is no sample to take it on."))

            let rec make syntax =
                match syntax with
                | KernelSyntax.Closed kernel -> kernel, []
                | KernelSyntax.Median(name, make) -> make median.Value, [ invariant $"{name}:median", median.Value ]
                | KernelSyntax.Scaled(factor, inner) ->
                    let kernel, chosen = make inner
                    Kernel.scale factor kernel, chosen
                | KernelSyntax.Sum(a, b) ->
                    let first, firstChosen = make a
                    let second, secondChosen = make b
                    Kernel.add first second, firstChosen @ secondChosen

            let kernel, chosen = make parsed.Syntax
            { Kernel = kernel; Chosen = chosen }

        /// The kernel of an expression, without open bandwidths.
        let parse (expression: string) : Kernel = (resolve (read expression) None).Kernel
