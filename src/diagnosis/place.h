// A diagnosis for the client whose place was taken: its own rules explain what it did not send.
#pragma once

#include <string>
#include <vector>

#include "diagnosis/diagnosis.h"

namespace shakedown::diagnosis {

struct Case;

/// Makes the findings speak for the client in whose place the attempt was made: the rule of that
/// client by which it withholds its certificate becomes the finding it is, others that would
/// explain the same silence step back. Nothing changes without such a client. True
/// if that client ends the handshake by itself, so that how the attempt went on says nothing of it.
bool TakePlace(const Case& c, std::vector<Finding>* findings);

/// What the diagnosis rests on if a client's place was taken; empty without one, and if its own
/// rule is the cause.
std::vector<std::string> PlaceNotes(const Case& c);

}  // namespace shakedown::diagnosis
