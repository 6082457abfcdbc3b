using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A game of two points that a command line names. Nothing is read for it yet.</summary>
/// <param name="Option">The option that names it.</param>
/// <param name="Text">As specified.</param>
internal abstract record GameSpec(string Option, string Text)
{
    internal static GameSpec Parse(GameChoice given)
    {
        GameSpec?[] games =
        [
            given.Bilinear is { } a ? Bilinear.Of(a) : null,
            given.Dirac is { } loss ? new Dirac(loss, given.Penalty) : null,
            given.LinearQuadratic is { } file ? new LinearQuadratic(file) : null,
        ];

        return games.OfType<GameSpec>().ToArray() switch
        {
            [var game] when given.Penalty > 0 && game is not Dirac =>
                throw new BadInputException($"--penalty is for --dirac, but the game is {game.Option}."),
            [var game] => game,
            [] => throw new BadInputException(
                "a game must be given: --bilinear NUMBER-or-FILE, --dirac LOSS or --linear-quadratic FILE."),
            [var one, var other, ..] => throw new BadInputException(
                $"one game is played at a time, but {one.Option} and {other.Option} are given."),
        };
    }

    /// <summary>Where numbers are read; null for a game without a file.</summary>
    internal virtual DataSource? Source => null;

    /// <summary>The specification as it reads from any working folder.</summary>
    internal string FullText => Source?.FullText ?? Text;

    /// <summary>The game on clocks 1.</summary>
    internal abstract GameOfPoints Read(Terminal terminal);

    /// <summary>The zero-sum game of a matrix.</summary>
    private sealed record Bilinear(string Text, double? Number, DataSource? From) : GameSpec("--bilinear", Text)
    {
        internal override DataSource? Source => From;

        internal static Bilinear Of(string text) =>
            Numeral.Finite(text) is { } number ? new(text.Trim(), number, null)
            : DataSource.TryOf(text.Trim()) is { } source ? new(text.Trim(), null, source)
            : throw new BadInputException($"--bilinear must be a finite number or a file, but is '{text}'.");

        internal override GameOfPoints Read(Terminal terminal)
        {
            var rows = From?.Read(terminal, DataChoice.All) ?? Points.OfValues(Number!.Value);
            var matrix = rows.ToArray2D();
            return new()
            {
                Title = rows is { Count: 1, Dimension: 1 }
                    ? matrix[0, 0] == 1 ? "The bilinear game x y" : $"The bilinear game {Output.Tables.Number(matrix[0, 0], "R")} x y"
                    : $"The bilinear game of a {rows.Count} x {rows.Dimension} matrix",
                Describe = $"the game of a {rows.Count} x {rows.Dimension} matrix",
                Game = Game.Bilinear(matrix),
                Sizes = (rows.Count, rows.Dimension),
                Matrix = matrix,
                Read = rows,
                Input = From is { IsStandardInput: true } ? rows : null,
            };
        }
    }

    /// <summary>A generated point against a linear discriminator.</summary>
    private sealed record Dirac(string Text, double Penalty) : GameSpec("--dirac", Text)
    {
        internal override GameOfPoints Read(Terminal terminal)
        {
            var loss = DiracLoss.Parse(Text);
            return new()
            {
                Title = Penalty > 0 ? $"The Dirac-GAN of {loss.Name} with R1 penalty {Output.Tables.Number(Penalty, "R")}" : $"The Dirac-GAN of {loss.Name}",
                Describe = "a Dirac-GAN",
                Game = Game.Dirac(loss, Penalty),
                Sizes = null,
            };
        }
    }

    /// <summary>A game of quadratic functionals.</summary>
    private sealed record LinearQuadratic(string Text) : GameSpec("--linear-quadratic", Text)
    {
        internal override DataSource Source => DataSource.Of(Text);

        internal override GameOfPoints Read(Terminal terminal)
        {
            var game = Source.IsStandardInput ? throw new BadInputException(
                    "--linear-quadratic must be a file, since a manifest could not name standard input.")
                : File.Exists(Text) ? MatricesOf(Text)
                : throw new BadInputException($"the file '{Text}' does not exist.");
            return new()
            {
                Title = $"The linear-quadratic game of {Source.Title}",
                Describe = $"a linear-quadratic game of R^{game.OfX.Length} and R^{game.OfY.Length}",
                Game = Game.LinearQuadratic(game),
                Sizes = (game.OfX.Length, game.OfY.Length),
                Equilibrium = EquilibriumOf(game),
                Read = Points.OfValues([
                    .. game.P.Cast<double>(), .. game.A.Cast<double>(), .. game.OfX, .. game.Q.Cast<double>(),
                    .. game.B.Cast<double>(), .. game.OfY]),
            };
        }

        // Where there is no single one, there is nothing to be near to.
        private static (double[] X, double[] Y)? EquilibriumOf(GanFlowTheory.LinearQuadratic game)
        {
            try
            {
                return game.Equilibrium();
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        private static GanFlowTheory.LinearQuadratic MatricesOf(string file)
        {
            Matrices given;

            try
            {
                given = JsonSerializer.Deserialize<Matrices>(File.ReadAllText(file), Strict)
                    ?? throw new JsonException("null");
            }
            catch (JsonException e)
            {
                var place = e.LineNumber is { } line ? $", line {line + 1}" : "";
                throw new BadInputException(
                    $"'{file}'{place} is not a JSON document with the matrices P, A and Q and, if wished, B, p and q.");
            }

            var p = Matrix(file, "P", given.P);
            var a = Matrix(file, "A", given.A);
            var q = Matrix(file, "Q", given.Q);
            var ofX = given.OfX ?? new double[p.GetLength(0)];
            var ofY = given.OfY ?? new double[q.GetLength(0)];
            return given.B is null
                ? GanFlowTheory.LinearQuadratic.ZeroSum(p, a, ofX, q, ofY)
                : GanFlowTheory.LinearQuadratic.Create(p, a, ofX, q, Matrix(file, "B", given.B), ofY);
        }

        private static double[,] Matrix(string file, string name, double[][] rows)
        {
            if (rows.Length == 0 || rows.Any(row => row is null || row.Length != rows[0]?.Length))
            {
                throw new BadInputException($"the rows of {name} in '{file}' must be of one length, and at least one.");
            }

            return Points.OfRows(rows).ToArray2D();
        }

        private static readonly JsonSerializerOptions Strict = new()
        {
            UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
        };

        private sealed record Matrices
        {
            public required double[][] P { get; init; }

            public required double[][] A { get; init; }

            public required double[][] Q { get; init; }

            public double[][]? B { get; init; }

            [System.Text.Json.Serialization.JsonPropertyName("p")]
            public double[]? OfX { get; init; }

            [System.Text.Json.Serialization.JsonPropertyName("q")]
            public double[]? OfY { get; init; }
        }
    }
}
