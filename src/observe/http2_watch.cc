#include <algorithm>
#include <map>
#include <utility>

#include "core/byte_reader.h"
#include "core/text.h"
#include "handshake/http2_reply.h"
#include "observe/application_watch.h"
#include "observe/http2_frames.h"

namespace shakedown::observe {
namespace {

using attempt::Http2Error;
using attempt::Side;

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Streams whose replies are followed at once.
constexpr size_t kMaxStreams = 128;
constexpr size_t kMaxDebugOctets = 256;
constexpr uint16_t kHeaderTableSize = 1;

/// Requests and replies of all streams, each when it is whole.
class Http2Watch final : public ApplicationWatch {
 public:
  explicit Http2Watch(TraceWriter* writer) : writer_(writer) {}

  void OnClient(ByteSpan octets) override {
    if (preface_ < kPreface.size()) {
      const size_t count = std::min(octets.size(), kPreface.size() - preface_);
      if (AsText(octets.first(count)) != kPreface.substr(preface_, count)) foreign_ = true;
      preface_ += count;
      octets = octets.subspan(count);
    }
    if (foreign_) return;
    client_.Feed(octets, [this](const Http2Frame& frame) { OnClientFrame(frame); });
  }
  void OnServer(ByteSpan octets) override {
    if (foreign_) return;
    server_.Feed(octets, [this](const Http2Frame& frame) { OnServerFrame(frame); });
  }
  void OnServerEnd() override {
    for (auto& [stream, reply] : replies_) Record(reply);
    replies_.clear();
  }
  bool understood() const override {
    return !foreign_ && !client_.broken() && !server_.broken() && !requests_in_.broken() &&
           !replies_in_.broken();
  }

 private:
  void OnClientFrame(const Http2Frame& frame) {
    FieldReader::Fields fields;
    switch (frame.type) {
      case kFrameHeaders:
      case kFrameContinuation:
        if (frame.type == kFrameHeaders) request_stream_ = frame.stream;
        request_octets_ += frame.payload.size();
        if (requests_in_.Take(frame, &fields)) OnRequest(fields);
        return;
      case kFrameData: writer_->ExtendRequest(frame.payload.size()); return;
      default: OnCommonFrame(Side::kClient, frame);
    }
  }

  void OnServerFrame(const Http2Frame& frame) {
    FieldReader::Fields fields;
    switch (frame.type) {
      case kFrameHeaders:
        reply_stream_ = frame.stream;
        reply_ends_ = (frame.flags & kFlagEndStream) != 0;
        if (replies_in_.Take(frame, &fields)) OnReplyFields(fields);
        return;
      case kFramePushPromise:
        reply_stream_ = 0;
        replies_in_.Take(frame, &fields);
        return;
      case kFrameContinuation:
        if (replies_in_.Take(frame, &fields)) OnReplyFields(fields);
        return;
      case kFrameData: OnReplyData(frame); return;
      default: OnCommonFrame(Side::kServer, frame);
    }
  }

  void OnRequest(const FieldReader::Fields& fields) {
    attempt::HttpRequest request;
    for (const auto& [name, value] : fields) {
      if (name == ":method") request.method = Printable(value);
      if (name == ":path") request.path = Printable(value);
      if (name == ":authority" || (name == "host" && request.host.empty())) {
        request.host = Printable(value);
      }
    }
    const size_t octets = std::exchange(request_octets_, 0);
    if (request.path.empty() || replies_.size() >= kMaxStreams) return;  // trailers, or too much
    Keep(std::move(request));
    writer_->AddRequest(octets, request_stream_);
    replies_.try_emplace(request_stream_, handshake::Http2Reply(request_stream_));
  }

  void OnReplyFields(const FieldReader::Fields& fields) {
    const auto found = replies_.find(reply_stream_);
    if (found == replies_.end()) return;
    handshake::Http2Reply& reply = found->second;
    reply.BeginFields();
    for (const auto& [name, value] : fields) reply.AddField(name, value);
    reply.EndFields();
    if (reply_ends_) Close(found);
  }

  void OnReplyData(const Http2Frame& frame) {
    const auto found = replies_.find(frame.stream);
    if (found == replies_.end()) return;
    found->second.AppendBody(AsText(WithoutPadding(frame)));
    if ((frame.flags & kFlagEndStream) != 0) Close(found);
  }

  void OnCommonFrame(Side from, const Http2Frame& frame) {
    std::vector<DecodeError> errors;
    ByteReader reader(frame.payload, &errors);
    if (frame.type == kFrameSettings) {
      while (reader.remaining() >= 6) {
        const uint16_t id = *reader.U16("identifier");
        const uint32_t value = *reader.U32("value");
        // What one side allows holds for what the other sends.
        FieldReader& fields = from == Side::kClient ? replies_in_ : requests_in_;
        if (id == kHeaderTableSize) fields.AllowTable(value);
      }
    } else if (frame.type == kFrameResetStream && reader.remaining() >= 4) {
      const auto code = Http2Error{*reader.U32("error_code")};
      const auto found = replies_.find(frame.stream);
      // A server may end a stream in good order once its reply is whole.
      if (found == replies_.end()) return;
      replies_.erase(found);
      // A browser that is closed takes back what it still waits for.
      if (from == Side::kClient && code == Http2Error::kCancel) return;
      writer_->Add(attempt::StreamReset{from, frame.stream, code});
    } else if (frame.type == kFrameGoAway && reader.remaining() >= 8) {
      const uint32_t last = *reader.U32("last_stream") & 0x7fffffffu;
      const auto code = Http2Error{*reader.U32("error_code")};
      // A client that leaves in good order says nothing by it.
      if (from == Side::kClient && code == Http2Error::kNoError) return;
      const ByteSpan debug = reader.Rest();
      writer_->Add(
          attempt::GoAway{from, last, code,
                          Printable(AsText(debug.first(std::min(debug.size(), kMaxDebugOctets))))});
    }
  }

  using Replies = std::map<uint32_t, handshake::Http2Reply>;

  void Record(const handshake::Http2Reply& reply) {
    if (auto said = reply.Reply()) writer_->Add(*std::move(said));
  }
  void Close(Replies::iterator found) {
    found->second.Close(true);
    Record(found->second);
    replies_.erase(found);
  }

  TraceWriter* const writer_;
  Http2FrameStream client_;
  Http2FrameStream server_;
  FieldReader requests_in_;
  FieldReader replies_in_;
  Replies replies_;  ///< by stream; those that are not whole
  size_t preface_ = 0;
  size_t request_octets_ = 0;
  uint32_t request_stream_ = 0;
  uint32_t reply_stream_ = 0;
  bool reply_ends_ = false;
  bool foreign_ = false;
};

}  // namespace

std::unique_ptr<ApplicationWatch> MakeHttp2Watch(TraceWriter* writer) {
  return std::make_unique<Http2Watch>(writer);
}

}  // namespace shakedown::observe
