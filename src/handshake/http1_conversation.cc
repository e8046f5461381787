#include <utility>

#include "core/assert.h"
#include "handshake/http_conversation.h"
#include "handshake/http_reply.h"

namespace shakedown::handshake {
namespace {

class Http1Conversation final : public HttpConversation {
 public:
  Http1Conversation(std::vector<PreparedRequest> requests, bool pipeline)
      : requests_(std::move(requests)), pipeline_(pipeline), reply_(NewReader(0)) {}

  void Begin(size_t number) override {
    SHAKEDOWN_ASSERT(number < requests_.size());
    // What a server says before it is asked is read as the answer to the first request.
    if (number > 0) reply_ = NewReader(number);
    if (!pipeline_) {
      output_ = Written(number);
    } else if (number == 0) {
      for (size_t i = 0; i < requests_.size(); ++i) output_ += Written(i);
    } else {
      Feed(std::exchange(ahead_, {}));
    }
  }
  std::string TakeOutput() override { return std::exchange(output_, {}); }
  void Feed(ByteSpan octets) override {
    if (pipeline_ && reply_->complete()) {
      ahead_.insert(ahead_.end(), octets.begin(), octets.end());
      return;
    }
    reply_->Feed(octets);
    if (pipeline_ && reply_->complete()) ahead_ = reply_->TakeRest();
  }
  void End() override { reply_->End(); }

  bool done() const override { return reply_->done(); }
  bool complete() const override { return reply_->complete(); }
  bool reusable() const override { return reply_->complete() && !reply_->announces_close(); }
  bool announces_close() const override { return reply_->announces_close(); }
  std::optional<attempt::HttpReply> Reply() const override { return reply_->Reply(); }
  uint32_t stream() const override { return 0; }
  std::vector<attempt::EventBody> TakeEvents() override { return {}; }
  void Refuse() override {}
  void Leave() override {}

 private:
  std::string Written(size_t number) const {
    return WriteHttp1(requests_[number], number + 1 == requests_.size());
  }
  std::unique_ptr<HttpReplyReader> NewReader(size_t number) const {
    const bool head = number < requests_.size() && requests_[number].method == "HEAD";
    return std::make_unique<HttpReplyReader>(head);
  }

  const std::vector<PreparedRequest> requests_;
  const bool pipeline_;
  Bytes ahead_;  ///< came behind the reply to the request under way
  std::unique_ptr<HttpReplyReader> reply_;
  std::string output_;
};

}  // namespace

std::unique_ptr<HttpConversation> MakeHttp1Conversation(std::vector<PreparedRequest> requests,
                                                        bool pipeline) {
  return std::make_unique<Http1Conversation>(std::move(requests), pipeline);
}

}  // namespace shakedown::handshake
