// A small world: a machine, an answer, every operation that is tried on it, and a model that knows what is right.
using Osmosis.Labs;
using Osmosis.Simulation;

namespace Osmosis.Lab.Checking;

/// <summary>Something that is tried in every state.</summary>
/// <param name="Name">As a sequence shows it, such as "Unmap(0x00400000)".</param>
/// <param name="Method">The answer's method that it calls; empty when it calls none.</param>
/// <param name="TryApply">Does it; false when it makes no sense in the current state.</param>
public sealed record Operation(string Name, string Method, Func<bool> TryApply);

public abstract class World(LabMachine machine)
{
    public LabMachine Machine => machine;

    /// <summary>Each is tried in every state.</summary>
    public abstract IReadOnlyList<Operation> Operations { get; }

    /// <summary>What the last operation answered, for a sequence that is shown.</summary>
    public string LastAnswer { get; protected set; } = "";

    /// <summary>The answer's method that ran last.</summary>
    public string LastMethod { get; private set; } = "";

    /// <summary>Identifies the state of machine and model.</summary>
    public virtual UInt128 Digest() => machine.Digest();

    /// <summary>
    /// Identifies what the model says, however the answer keeps it: the points count how many of these were reached.
    /// </summary>
    public abstract UInt128 ModelDigest();

    /// <summary>The state, as an action that goes back to it.</summary>
    public virtual Action Save() => machine.Save();

    public void Forget()
    {
        LastAnswer = "";
        LastMethod = "";
    }

    /// <summary>Calls the answer; the call must end.</summary>
    protected T Run<T>(string method, Func<T> call, int refusedRequest = 0)
    {
        machine.Exercise(RuleNames.Ends);
        machine.Begin(refusedRequest);
        LastMethod = method;
        Osmosis.Labs.Machine.Current = machine;
        Guard.Begin();
        try
        {
            T answer = call();
            machine.Watcher?.Invoke(new MachineEvent(
                MachineEventKind.Return, machine.Call, 0, 0, 0, MachineEvent.NoPage, false, []));
            return answer;
        }
        catch (BrokenRuleException)
        {
            throw;
        }
        catch (EndlessException endless)
        {
            machine.Fail(RuleNames.Ends, WhyEnded(method, endless), Fact.None,
                new Fact("the line that runs", $"{Guard.Line}"), Blame.Here);
            throw;
        }
        catch (Exception thrown)
        {
            int line = machine.Events is null ? 0 : AnswerStack.Of(thrown).FirstOrDefault().Line;
            machine.Fail(RuleNames.Ends, WhyEnded(method, thrown),
                Fact.None, new Fact("thrown", thrown.GetType().Name), line > 0 ? Blame.At(line) : Blame.Here);
            throw;
        }
    }

    /// <summary>Why a call of the answer didn't end as it should, as a sentence without its point.</summary>
    public static string WhyEnded(string method, Exception failure)
    {
        string message = failure.Message.Split('\n')[0].TrimEnd('\r', '.');
        return failure switch
        {
            EndlessException => $"{method} does not return: {message}",
            BrokenRuleException or SimulationException => $"the machine stops: {message}",
            _ => $"{method} throws {failure.GetType().Name}: {message}",
        };
    }
}
