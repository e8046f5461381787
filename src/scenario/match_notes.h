// What a refusal says about a server beside the verdict: the alert that another one would have
// fitted better, the close without a word, the answer that never came, the time that tells. Notes
// fail nothing; the verdict rests on whether somebody got in.
#pragma once

#include <string>
#include <vector>

#include "scenario/match.h"
#include "scenario/model.h"

namespace shakedown::scenario {

/// One remark about a handshake.
struct Note {
  std::string id;         ///< "alert.other", "alert.none", "time.no-answer", "time.gap"
  std::string grade;      ///< "interop" or "hygiene"
  std::string text;       ///< one line for people, printable
  std::string handshake;  ///< as in CheckResult
};

/// The notes on all handshakes that `expectations` are about, in the order of the file.
std::vector<Note> TakeNotes(std::span<const Expectation> expectations,
                            const Observation& observation);

}  // namespace shakedown::scenario
