//! Pictures of the screen, and questions about their pixels.

use std::fs;
use std::path::Path;

/// Red, green, blue, each 0 to 255.
pub type Color = [u8; 3];

/// A picture in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    /// Red, green, blue, opacity; row by row.
    pixels: Vec<[u8; 4]>,
}

/// A part of a picture: from the left, from the top, width, height.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
pub struct Area {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downward.
    pub height: f64,
}

impl Picture {
    /// Reads a PNG file.
    pub fn read(path: &Path) -> Self {
        let bytes =
            fs::read(path).unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
        Self::decode(&bytes).unwrap_or_else(|| panic!("{} is not a whole PNG file", path.display()))
    }

    /// Reads PNG data; `None` where it is none, or not all of it.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder
            .set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
        let mut reader = decoder.read_info().ok()?;
        let mut buffer = vec![0; reader.output_buffer_size()?];
        let frame = reader.next_frame(&mut buffer).ok()?;
        let samples = frame.color_type.samples();
        let pixels = buffer[..frame.buffer_size()].chunks_exact(samples).map(|sample| match *sample {
            [gray, alpha] => [gray, gray, gray, alpha],
            [red, green, blue, alpha] => [red, green, blue, alpha],
            _ => unreachable!("the decoder was asked for opacity"),
        });
        Some(Self { width: usize::try_from(frame.width).ok()?, pixels: pixels.collect() })
    }

    /// How much of an area has that color, give or take what a screen adds: 0 to 1.
    pub fn share(&self, area: Area, color: Color) -> f64 {
        let all: Vec<&[u8; 4]> = self.within(area).collect();
        let like = all.iter().filter(|pixel| is_like(pixel, color)).count();
        like as f64 / all.len().max(1) as f64
    }

    /// How many colors it has: one for a window that nothing was painted in.
    pub fn colors(&self) -> usize {
        let mut colors: Vec<[u8; 4]> = self.pixels.clone();
        colors.sort_unstable();
        colors.dedup();
        colors.len()
    }

    fn within(&self, area: Area) -> impl Iterator<Item = &[u8; 4]> {
        let (left, right) = (area.x.round() as usize, (area.x + area.width).round() as usize);
        let (top, bottom) = (area.y.round() as usize, (area.y + area.height).round() as usize);
        let rows = self.pixels.chunks_exact(self.width.max(1)).skip(top).take(bottom - top);
        rows.flat_map(move |row| row.iter().skip(left).take(right - left))
    }
}

fn is_like(pixel: &[u8; 4], color: Color) -> bool {
    pixel.iter().zip(color).all(|(one, other)| one.abs_diff(other) <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_counted_inside_of_the_area_only() {
        let blue = [13, 107, 204, 255];
        let gray = [237, 242, 240, 255];
        let picture =
            Picture { width: 4, pixels: [[gray, blue, blue, gray], [gray, blue, gray, gray]].concat() };
        let area = Area { x: 1.0, y: 0.0, width: 2.0, height: 2.0 };
        assert_eq!(picture.share(area, [13, 107, 204]), 0.75, "three of the four pixels are blue");
        assert_eq!(picture.share(area, [14, 105, 204]), 0.75, "a shade that nobody sees does not count");
        assert_eq!(picture.colors(), 2, "blue and gray");
    }
}
