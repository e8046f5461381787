// A connection between others, explained: the diagnosis of the attempt that it stands for, in the
// words of somebody who was not asked.
#pragma once

#include "observe/attempt_of.h"
#include "observe/observation.h"
#include "run/investigation.h"

namespace shakedown::run {

/// The investigation that needed no handshake of ours. What could not be read is said in its notes.
Investigation ExplainObserved(const observe::Observation& seen,
                              const observe::ObserverKnowledge& knowledge = {});

}  // namespace shakedown::run
