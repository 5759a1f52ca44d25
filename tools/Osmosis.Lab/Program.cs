// ./osmosis lab: labs, and a grader that says why.
using Osmosis.Lab.Commands;
using Osmosis.Lab.Workers;

if (args is [WorkerProcess.Argument, string pipe])
{
    return Worker.Run(pipe);
}

return LabCommands.Run(args);
