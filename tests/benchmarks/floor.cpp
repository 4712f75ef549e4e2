// The least a program can take: read a mozLz4 file, unpack it, print each open tab's address and
// title as JSON. Built by floor.py where g++, simdjson and lz4 are there.
#include <lz4.h>
#include <simdjson.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

using namespace simdjson;

static std::string_view member(ondemand::object entry, const char *name) {
  std::string_view raw;
  ondemand::value value;
  if (entry.find_field_unordered(name).get(value) != SUCCESS) return "\"\"";
  raw = value.raw_json_token();
  size_t end = raw.rfind('"');
  return end == std::string_view::npos || end == 0 ? "\"\"" : raw.substr(0, end + 1);
}

int main(int count, char **words) {
  if (count != 2) return 2;
  std::ifstream file(words[1], std::ios::binary | std::ios::ate);
  std::string packed(static_cast<size_t>(file.tellg()), '\0');
  file.seekg(0);
  file.read(packed.data(), static_cast<std::streamsize>(packed.size()));
  if (packed.size() < 12 || std::memcmp(packed.data(), "mozLz40\0", 8) != 0) return 3;
  uint32_t size;
  std::memcpy(&size, packed.data() + 8, 4);
  padded_string text(size);
  if (LZ4_decompress_safe(packed.data() + 12, text.data(), static_cast<int>(packed.size() - 12),
                          static_cast<int>(size)) != static_cast<int>(size))
    return 3;
  ondemand::parser parser;
  ondemand::document document;
  if (parser.iterate(text).get(document) != SUCCESS) return 3;
  std::string out = "[";
  for (ondemand::object window : document["windows"].get_array()) {
    for (ondemand::object tab : window["tabs"].get_array()) {
      int64_t index = 1;
      std::string address = "\"\"", title = "\"\"";
      std::vector<std::pair<std::string, std::string>> entries;
      for (auto field : tab) {
        std::string_view key = field.unescaped_key();
        if (key == "entries") {
          for (ondemand::object entry : field.value().get_array()) {
            std::string one(member(entry, "url"));
            entry.reset();
            entries.emplace_back(one, member(entry, "title"));
          }
        } else if (key == "index") {
          int64_t found;
          if (field.value().get_int64().get(found) == SUCCESS) index = found;
        }
      }
      if (!entries.empty()) {
        size_t shown = index < 1 ? 0 : std::min<size_t>(size_t(index), entries.size()) - 1;
        address = entries[shown].first;
        title = entries[shown].second;
      }
      if (out.size() > 1) out += ',';
      out += "{\"url\":" + address + ",\"title\":" + title + "}";
    }
  }
  out += "]\n";
  std::fwrite(out.data(), 1, out.size(), stdout);
  return 0;
}
