// The HTTP/2 conversation: whatever a peer sends, in whatever portions, stays within its bounds.
#include "core/assert.h"
#include "handshake/http_conversation.h"

namespace {

using shakedown::ByteSpan;
using shakedown::handshake::HttpConversation;

constexpr size_t kMostEvents = 8;
constexpr size_t kMostFields = 100;
constexpr size_t kMostBody = 16 * 1024;  // 2,048 octets, each of which may be written as an escape

void Check(const HttpConversation& conversation, size_t events) {
  SHAKEDOWN_ASSERT(events <= kMostEvents);
  SHAKEDOWN_ASSERT(!conversation.complete() || conversation.done());
  const auto reply = conversation.Reply();
  SHAKEDOWN_ASSERT(!conversation.complete() || reply);
  if (!reply) return;
  SHAKEDOWN_ASSERT(reply->status >= 100 && reply->status <= 999);
  SHAKEDOWN_ASSERT(reply->headers.size() <= kMostFields && reply->body.size() <= kMostBody);
}

}  // namespace

/// The first octet is the size of portions.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const size_t portion = data[0] == 0 ? size : data[0];
  const shakedown::handshake::PreparedRequest request{"GET", "/", "gate.test", {}};
  const auto conversation = shakedown::handshake::MakeHttp2Conversation({request, request});
  conversation->Begin(0);
  size_t events = 0;
  size_t number = 0;
  ByteSpan rest = ByteSpan(data, size).subspan(1);
  while (!rest.empty()) {
    const size_t octets = rest.size() < portion ? rest.size() : portion;
    conversation->Feed(rest.first(octets));
    rest = rest.subspan(octets);
    (void)conversation->TakeOutput();
    events += conversation->TakeEvents().size();
    Check(*conversation, events);
    if (!conversation->done()) continue;
    if (!conversation->reusable() || ++number > 1) break;
    conversation->Begin(number);
  }
  conversation->End();
  conversation->Leave();
  (void)conversation->TakeOutput();
  return 0;
}
