// Annotations: every octet once, in order, whatever the octets are.
#include "observe/annotate_messages.h"

#include "tests/fuzz/fuzz_input.h"

namespace {

using shakedown::ByteSpan;
using shakedown::observe::Annotation;
using shakedown::observe::Annotator;

template <typename Walk>
void CheckCovered(ByteSpan octets, Walk walk) {
  std::vector<Annotation> annotations;
  Annotator at(octets, &annotations);
  walk(at);
  size_t next = 0;
  for (const Annotation& annotation : annotations) {
    SHAKEDOWN_ASSERT(annotation.offset == next);
    SHAKEDOWN_ASSERT(shakedown::Printable(annotation.text) == annotation.text);
    next += annotation.octets;
  }
  SHAKEDOWN_ASSERT(next == octets.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  fuzz::VersionedInput input = fuzz::Versioned({data, size});
  CheckCovered(input.body, [&](Annotator& at) { observe::AnnotateMessages(at, &input.version); });
  CheckCovered(input.body, [&](Annotator& at) { observe::AnnotateRecords(at, &input.version); });
  CheckCovered(input.body, [](Annotator& at) { observe::AnnotateDer(at); });
  return 0;
}
